/// Text from a file, fit for one line of a message: in quotes, printable, and cut off where it is long.
func excerpt(_ bytes: ArraySlice<UInt8>, limit: Int = 60) -> String {
  "\"\(printable(bytes, limit: limit))\""
}

/// The same without quotes.
func printable(_ bytes: ArraySlice<UInt8>, limit: Int) -> String {
  let text = String(decoding: bytes.prefix(limit * 4), as: UTF8.self)
  var result = ""
  var count = 0
  for scalar in text.unicodeScalars {
    if count == limit { return result + "..." }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      result.append(scalar == "\t" ? " " : "\u{fffd}")
    default: result.unicodeScalars.append(scalar)
    }
    count += 1
  }
  return result
}
