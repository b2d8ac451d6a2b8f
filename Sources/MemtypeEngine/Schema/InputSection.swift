/// The parts that the inputs are shown in, in this order.
package enum InputSection: String, Hashable, Sendable, CaseIterable {
  case memory = "Memory"
  case kernel = "Kernel"
  case cpu = "CPU"
  case ranges = "Firmware's MTRRs"
  case devices = "Devices"
  // Folded away until somebody wants them.
  case memoryMap = "Memory map"
  case fixedRanges = "Fixed MTRRs"
  case registers = "Registers"
  case processor = "Processor"
  case parameters = "Command line"
  case patches = "Patches"
  case host = "KVM host"
  /// What has no line among the inputs.
  case file = "File"

  package var isFolded: Bool {
    switch self {
    case .memory, .kernel, .cpu, .ranges, .devices, .file: false
    case .memoryMap, .fixedRanges, .registers, .processor, .parameters, .patches, .host: true
    }
  }

  /// Those that can be folded away.
  package static let folded = allCases.filter(\.isFolded)
}
