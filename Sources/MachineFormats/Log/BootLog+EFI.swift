extension BootLog {
  /// `efi: mem19: [Boot Data ...] range=[...]`
  mutating func readEFIMap(_ message: ArraySlice<UInt8>, line: Int) -> Bool {
    guard let descriptor = EFIDescriptor(message) else { return false }
    if efiMap.count < 16384 { efiMap.append(Logged(descriptor, line: line)) }
    return true
  }
}
