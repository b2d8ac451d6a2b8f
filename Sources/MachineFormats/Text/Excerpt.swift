import MemtypeEngine

/// Text from a file, fit for one line of a message: in quotes, printable, and cut off where it is long.
func excerpt(_ bytes: ArraySlice<UInt8>, limit: Int = 60) -> String {
  "\"\(printable(bytes, limit: limit))\""
}

/// The same without quotes.
func printable(_ bytes: ArraySlice<UInt8>, limit: Int) -> String {
  FileNode.printable(String(decoding: bytes.prefix(limit * 4), as: UTF8.self), limit: limit)
}
