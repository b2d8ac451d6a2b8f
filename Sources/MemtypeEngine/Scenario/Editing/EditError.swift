/// Why an edit cannot be: what was asked for and what would be accepted.
public enum EditError: Error, Hashable, Sendable {
  case notPageAligned(UInt64)
  case physBitsOutOfRange(Int)
  case ramBeyondPhysBits(end: PhysicalAddress, bits: Int)
  case beyondPhysBits(PhysicalAddress, bits: Int)
  case toludTooLow(PhysicalAddress, least: PhysicalAddress)
  case toludReaches(PhysicalAddress, obstacle: AddressRange, what: String, most: PhysicalAddress)
  case noLowRAM
  case sizeNotPowerOfTwo(UInt64)
  case sizeTooLarge(UInt64, bits: Int)
  case reservedType(UInt8)
  case noSuchRange(Int)
  case tooManyRanges(Int)
  case firmware(FirmwareError)
  case noSuchDevice(Int)
  case emptyDevice
  case noSuchEntry(Int)
  case emptyEntry(start: PhysicalAddress, end: PhysicalAddress)
  /// The kind of the device says how its driver maps.
  case driverIsGiven(String)
  case noSuchStep(String)
  case stepCannotBeOff(String)
  case stepIsFixed(String, phase: BootStep.Phase)
  case levelsDiffer(String, BootStep.Phase, String, BootStep.Phase)
  case stepAtEnd(String, BootStep.Phase)
  case number(NumberError)
  /// What was typed is no value of this kind.
  case notAccepted(String, accepted: String)
  /// There is nothing to choose or to step to, and why.
  case noChoice(String)
  /// No input has this path.
  case noSuchInput(String, known: [String])
  /// A value of several parts.
  case file(ScenarioFileError)

  /// One line: what is wrong and what would do.
  public var reason: String {
    switch self {
    case .notPageAligned(let value):
      "\(value.grouped) is not a multiple of 4 KiB: \((value & ~0xfff).grouped) is"
    case .physBitsOutOfRange(let bits):
      "\(bits) phys bits: 36 to 52 exist"
    case .ramBeyondPhysBits(let end, let bits):
      "RAM reaches \(end.grouped), which \(bits) phys bits cannot address: take more bits, or less RAM"
    case .beyondPhysBits(let address, let bits):
      "\(address.grouped) does not fit in \(bits) phys bits: at most \(UInt64.mask(bits: bits).grouped)"
    case .toludTooLow(let value, let least):
      "\(value.grouped) is too low: the firmware's own memory needs at least \(least.grouped)"
    case .toludReaches(let value, let obstacle, let what, let most):
      "\(value.grouped) would run into \(what) at \(obstacle.start.grouped): at most \(most.grouped)"
    case .noLowRAM:
      "there is no RAM below 4 GiB to move: the memory map needs some first"
    case .sizeNotPowerOfTwo(let size):
      "\(size.grouped) is no power of two of at least 4 KiB: edit the mask for other patterns"
    case .sizeTooLarge(let size, let bits):
      "\(size.sizeText) is more than \(bits) phys bits can address: at most half of \((UInt64.mask(bits: bits) &+ 1).sizeText)"
    case .reservedType(let byte):
      "memory type \(byte) is reserved: UC, WC, WT, WP and WB exist"
    case .noSuchRange(let index):
      "there is no variable range \(index): they count from 0, and adding one makes the next"
    case .noSuchStep(let id):
      "this boot has no step \(id): the list of steps names them"
    case .stepCannotBeOff(let id):
      "\(id) cannot be left out: no kernel boots without it"
    case .stepIsFixed(let id, let phase):
      "\(id) cannot move: the code of \(phase.name) calls it where it does, before any initcall"
    case .levelsDiffer(let id, let phase, let other, let otherPhase):
      "\(id) is \(phase.article) \(phase.name), \(other) \(otherPhase.article) \(otherPhase.name): "
        + "Linux runs the levels in a fixed order"
    case .stepAtEnd(let id, let phase):
      "\(id) is at the end of its level, \(phase.name), and Linux runs the levels in a fixed order"
    case .firmware(let error): error.reason
    case .number(let error): error.text
    case .notAccepted(let text, let accepted): "\(FileNode.excerpt(text)) is not accepted here: \(accepted)"
    case .noChoice(let reason): reason
    case .noSuchInput(let path, let known):
      "there is no input \(FileNode.excerpt(path)): "
        + (nearest(to: path, in: known).map { "\($0)? (one of " } ?? "one of ")
        + known.joined(separator: ", ")
        + (nearest(to: path, in: known) == nil ? "" : ")")
    case .file(let error): "\(error.found): \(error.accepted)"
    case .noSuchDevice(let index):
      "there is no device \(index): they count from 0, and adding one makes the next"
    case .emptyDevice:
      "a device has at least one byte: 4K is usual"
    case .noSuchEntry(let index):
      "the memory map has no entry \(index): they count from 0, and adding one makes the next"
    case .emptyEntry(let start, let end):
      start == end
        ? "an entry has at least one byte: 4K is usual"
        : "\(start.grouped) is not below the entry's end, \(end.grouped): make it longer first"
    case .driverIsGiven(let name):
      "\(name)'s driver maps as Linux's own does: add a device to choose"
    case .tooManyRanges(let count):
      "MTRRCAP can count 255 variable ranges, and there are \(count): change one that is there"
    }
  }
}

extension BootStep.Phase {
  fileprivate var article: String {
    switch self {
    case .setupArch, .startKernel, .userSpace: "in"
    case .arch: "an"
    default: "a"
    }
  }
}
