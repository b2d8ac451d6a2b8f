/// Why a text is not a number.
public enum NumberError: Error, Hashable, Sendable {
  case empty
  case notANumber(String)
  case unknownUnit(String, in: String)
  case notWhole(String)
  case negative(String)
  case tooLarge(String)

  /// What was found and what is accepted, in a line.
  public var text: String {
    switch self {
    case .empty: "nothing typed: a number such as 0x7f000000, 2G or 3.5G"
    case .notANumber(let found): "\"\(found)\" is no number: use 0x7f000000, 7f000000h, 2G or 3.5G"
    case .unknownUnit(let unit, let found):
      "\"\(unit)\" in \"\(found)\" is no digit and no unit: units are K M G T P E"
    case .notWhole(let found): "\"\(found)\" is no whole number of bytes: use fewer decimals, or hex"
    case .negative(let found): "\"\(found)\" is below zero: addresses and sizes begin at 0"
    case .tooLarge(let found): "\"\(found)\" does not fit in 64 bits: at most 0xffff_ffff_ffff_ffff"
    }
  }
}
