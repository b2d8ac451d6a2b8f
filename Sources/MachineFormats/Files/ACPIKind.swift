extension FileKind {
  /// Several files together are one machine's tables, so `MachineReport` collects them before they are read.
  public static let acpi = FileKind(
    "ACPI tables", example: "DSDT @ 0x0000000000000000",
    origin: "sudo acpidump, or sudo cp -r /sys/firmware/acpi/tables .",
    recognition: .whole { holdsTables($0) },
    read: { source throws(NoFormatError) in source })

  /// What `iasl -d` writes, or a hex dump of tables.
  private static func holdsTables(_ source: SourceText) -> Bool {
    var dumpLines = 0
    var hasStart = false
    for line in source.lines {
      var scanner = ByteScanner(line.bytes)
      scanner.skipBlanks()
      if scanner.skip("DefinitionBlock") {
        scanner.skipBlanks()
        return scanner.next == UInt8(ascii: "(")
      }
      if scanner.starts(with: "Raw Table Data") || ACPITableFile.heading(line.bytes) != nil { return true }
      if let (offset, bytes) = ACPITableFile.dumpLine(line.bytes) {
        dumpLines += 1
        // Other things are dumped in hex, too: a table begins with its signature.
        if offset == 0, bytes.prefix(4).allSatisfy({ (0x30...0x5f).contains($0) }) { hasStart = true }
      }
      if line.number > 200 { break }
    }
    return hasStart && dumpLines * 2 > min(source.lines.count, 200)
  }
}
