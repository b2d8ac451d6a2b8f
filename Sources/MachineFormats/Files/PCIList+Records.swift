/// lspci's forms for programs: -m with quoted fields on one line, -vmm with a field on each.
extension PCIList {
  /// `00:1f.2 "SATA controller [0106]" "Intel Corporation [8086]" "82801IR [2922]" -r02 -p01 "Dell" "Device 0000"`
  static func quotedFunction(_ bytes: ArraySlice<UInt8>, line: Int) -> Function? {
    var scanner = ByteScanner(bytes)
    guard let word = scanner.word(), let address = address(word), scanner.skip(" \""),
      let kind = scanner.upTo(UInt8(ascii: "\"")), scanner.skip(" \""),
      let vendor = scanner.upTo(UInt8(ascii: "\"")), scanner.skip(" \""),
      let device = scanner.upTo(UInt8(ascii: "\""))
    else { return nil }
    var function = Function(address: address, className: "", name: "", line: line)
    function.setClass(kind)
    function.setVendor(vendor)
    function.setDevice(device)
    if scanner.skip(past: " -p"), let interface = scanner.hex(), interface <= 0xff {
      function.interface = UInt32(interface)
    }
    return function
  }

  /// `Slot:	00:1f.2`, the first line of a record.
  static func slot(_ bytes: ArraySlice<UInt8>, line: Int) -> Function? {
    guard let value = field(bytes, "Slot:"), let address = address(value) else { return nil }
    return Function(address: address, className: "", name: "", line: line)
  }

  private static let recordFields: [StaticString] = [
    "Class:", "Vendor:", "Device:", "SVendor:", "SDevice:", "PhySlot:", "Rev:", "ProgIf:", "Driver:",
    "Module:",
    "NUMANode:", "IOMMUGroup:",
  ]

  static func isRecordLine(_ bytes: ArraySlice<UInt8>) -> Bool {
    recordFields.contains { field(bytes, $0) != nil }
  }

  /// Whether the line is one of a record's.
  static func readRecord(_ bytes: ArraySlice<UInt8>, _ line: Int, into function: inout Function) -> Bool {
    guard isRecordLine(bytes) else { return false }
    if let value = field(bytes, "Class:") { function.setClass(value) }
    if let value = field(bytes, "Vendor:") { function.setVendor(value) }
    if let value = field(bytes, "Device:") { function.setDevice(value) }
    if let value = field(bytes, "Driver:") {
      function.driver = Logged(String(value.string.prefix(64)), line: line)
    }
    if let value = field(bytes, "ProgIf:") {
      var scanner = ByteScanner(value)
      if let interface = scanner.hex(), interface <= 0xff { function.interface = UInt32(interface) }
    }
    return true
  }

  /// A tab stands behind the colon.
  private static func field(_ bytes: ArraySlice<UInt8>, _ name: StaticString) -> ArraySlice<UInt8>? {
    var scanner = ByteScanner(bytes)
    guard scanner.skip(name), scanner.blanks() else { return nil }
    return scanner.trimmed
  }
}

extension PCIList.Function {
  /// `SATA controller [0106]`, with -n `0106`.
  fileprivate mutating func setClass(_ text: ArraySlice<UInt8>) {
    let (words, number) = Self.split(text)
    classCode = number
    className = String(words.prefix(80))
  }

  fileprivate mutating func setVendor(_ text: ArraySlice<UInt8>) {
    let (words, number) = Self.split(text)
    vendor = number
    name = String(words.prefix(60))
  }

  fileprivate mutating func setDevice(_ text: ArraySlice<UInt8>) {
    let (words, number) = Self.split(text)
    device = number
    name = (name.isEmpty ? words : words.isEmpty ? name : name + " " + words).prefix(120).description
  }

  /// Words and the number in brackets behind them, of four digits; with -n the number alone.
  private static func split(_ text: ArraySlice<UInt8>) -> (words: String, number: UInt64?) {
    func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
      var scanner = ByteScanner(digits)
      guard digits.count == 4, let number = scanner.hex(), scanner.isAtEnd else { return nil }
      return number
    }
    if let whole = number(text) { return ("", whole) }
    guard text.last == UInt8(ascii: "]"), let open = text.lastIndex(of: UInt8(ascii: "[")),
      let code = number(text[(open + 1)...].dropLast())
    else { return (text.string, nil) }
    return (ByteScanner(text[..<open]).trimmed.string, code)
  }
}
