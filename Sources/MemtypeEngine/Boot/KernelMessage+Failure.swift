extension KernelMessage {
  /// Whether the line says that something did not work: an error, a refusal, a conflict, or a WARN.
  ///
  /// The kernel's levels do not tell: a refused ioremap is a KERN_ERR on some releases and a debug line on others.
  package var isFailure: Bool {
    if isWarning { return true }
    switch self {
    case .driver(let message): return message.isFailure
    case .pat(let message): return message.isFailure
    case .mapping(let message): return message.isFailure
    case .mtrr(let message): return message.isFailure
    case .e820, .mtrrCleanup: return false
    }
  }
}

extension DriverMessage {
  fileprivate var isFailure: Bool {
    switch self {
    case .probeFailed, .probeFailedOld, .resourceIoremapFailed, .regionBusy: true
    case .own(let line): line.occasion == .refused
    }
  }
}

extension PATMessage {
  fileprivate var isFailure: Bool {
    switch self {
    case .reserveFailed, .ramReserveFailed, .conflict, .directMapUnchanged, .mapRefused, .invalidFree: true
    case .invalidReserve, .uncachedRAM, .lookupBorder, .cannotBeDisabled: true
    case .notSupported, .notConfigured, .disabledByFirmware, .disabledByBootOption, .skippedWithoutMTRR,
      .configuration,
      .mapRAM, .overlap, .added, .freed:
      false
    }
  }
}

extension MappingMessage {
  fileprivate var isFailure: Bool {
    switch self {
    case .reserveFailed, .refused, .invalidAddress, .invalidRegionWidth, .regionNotMapped: true
    case .invalidAddressTrace, .ioremapOnRAM, .multipleBARsTrace, .memremapMixed, .memremapRAM, .badACPIUnmap:
      true
    case .spansMore, .multipleBARs, .hugePageRefused: false
    }
  }
}

extension MTRRMessage {
  fileprivate var isFailure: Bool {
    switch self {
    case .writeFailed, .writeCombiningFailed, .tooManyForced: true
    default: false
    }
  }
}
