/// The words by which drivers say that something went wrong. One pass over the message.
enum FailureWords {
  static func occur(in message: ArraySlice<UInt8>) -> Bool {
    var i = message.startIndex
    let end = message.endIndex
    while i < end {
      switch message[i] {
      case UInt8(ascii: "a"):
        if i > message.startIndex, isFailure(message[(i + 1)...], behind: message[i - 1] | 0x20) {
          return true
        }
      case UInt8(ascii: "o"):
        let rest = ByteScanner(message[(i + 1)...])
        if rest.starts(with: "uld not ") || rest.starts(with: "uldn't ") { return true }
        if rest.starts(with: "nflicting memory types ") { return true }
      case UInt8(ascii: "x"):
        if ByteScanner(message[(i + 1)...]).starts(with: "pected mapping type ") { return true }
      default: break
      }
      i += 1
    }
    return false
  }

  /// `fail`, `can't`, `cannot`, `can not`, `unable`, `unavailable`, ` abort`: what stands behind the `a`.
  private static func isFailure(_ bytes: ArraySlice<UInt8>, behind previous: UInt8) -> Bool {
    let rest = ByteScanner(bytes)
    switch previous {
    case UInt8(ascii: "f"): return rest.starts(with: "il")
    case UInt8(ascii: "c"):
      return rest.starts(with: "n't ") || rest.starts(with: "nnot ") || rest.starts(with: "n not ")
    case UInt8(ascii: "n"): return rest.starts(with: "ble to ") || rest.starts(with: "vailable")
    case UInt8(ascii: "v"): return rest.starts(with: "lid memtype ")
    case UInt8(ascii: " "): return rest.starts(with: "bort")
    default: return false
    }
  }

  /// Whether a message with such a word is about mapping device memory, not about DMA, files or interrupts.
  static func areAboutMapping(_ message: ArraySlice<UInt8>) -> Bool {
    let others: [StaticString] = ["DMA", "dma", "IRQ", "irq", " sg", "iommu", "IOMMU"]
    if others.contains(where: { message.contains($0) }) { return false }
    let outright: [StaticString] = ["ioremap", "iomap", "memremap", "remap ", "remapping "]
    if outright.contains(where: { message.contains($0) }) { return true }
    guard message.contains(" map ") || message.contains(" mapping ") || message.contains(" mapped ") else {
      return false
    }
    let places: [StaticString] = [
      "BAR", " bar", "MMIO", "mmio", "memory", "register", "region", "buffer", "vram", "VRAM", "PRI",
      "header",
      "segment", "FIFO", "mem", "doorbell", "ECAM", "config", "VF", "aperture", "control area", "resource",
    ]
    return places.contains { message.contains($0) }
  }
}
