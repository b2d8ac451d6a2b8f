/// What a mapping amounts to, from Linux's bookkeeping down to the processor.
public struct MappingEffect: Hashable, Sendable {
  /// What gives the memory its type below the page tables.
  public enum Base: Hashable, Sendable {
    /// The processor's own MTRRs, by its mask compare.
    case mtrr(MemoryType)
    /// The EPT entry that KVM writes on Intel.
    case ept(EPTType)
    /// AMD's nested pages are WB; the host's MTRRs apply below: WB for RAM, UC for a device's registers.
    case nestedPage(hostMTRR: MemoryType)
    /// A hypervisor other than KVM, or none that is known.
    case unknown
  }

  /// What Linux tracks.
  public var tracked: PageCacheMode
  /// The PWT, PCD and PAT bits of the page table entry.
  public var pageTableBits: UInt64
  /// The PAT entry that they select.
  public var pat: MemoryType
  public var base: Base
  /// What the processor does; nil where that cannot be known.
  public var effective: EffectiveType?
  /// The device is emulated: every access leaves the guest, so none of this has an effect on it.
  public var traps: Bool
}

extension Evaluation {
  /// What a standing mapping amounts to at an address, by default its first one; nil if the attempt failed, or for
  /// kernel memory that needs no mapping. The MTRR type may change from one page to the next.
  public func effect(
    of mapping: MappingAttempt, on device: Device?, at address: PhysicalAddress? = nil
  ) -> MappingEffect? {
    effect(of: mapping, on: device, at: address, reading: processorReading)
  }

  /// The same with the processor's reading at hand, for whoever asks about many mappings.
  public func effect(
    of mapping: MappingAttempt, on device: Device?, at address: PhysicalAddress? = nil,
    reading: HardwareReading
  ) -> MappingEffect? {
    let mode: PageCacheMode
    switch mapping.outcome {
    case .mapped(let made), .reused(let made): mode = made
    case .failed: return nil
    }
    let address = address ?? mapping.range.start
    let type = pat.mode(ofSlot: pat.slot(of: mode)).memoryType
    let backing = backing(of: device, at: address)
    var result = MappingEffect(
      tracked: mapping.got ?? mode, pageTableBits: pat.pageTableBits(of: mode), pat: type, base: .unknown,
      effective: nil, traps: backing == .emulation)
    let platform = scenario.platform
    if platform.isKVM {
      let host = scenario.host
      let guest = KVMHost.Guest(
        isTDX: platform == .tdx, mtrrType: processorType(at: address, reading))
      let isHostMMIO = backing == .hostDevice
      let hostMTRR: MemoryType = isHostMMIO ? .uc : .wb
      result.base =
        host.vendor.followsAMD
        ? .nestedPage(hostMTRR: hostMTRR) : .ept(host.eptType(isHostMMIO: isHostMMIO, guest: guest))
      result.effective = host.effectiveType(
        guestPAT: type, isHostMMIO: isHostMMIO, hostMTRR: hostMTRR, guest: guest)
    } else if platform == .bareMetal || platform.isXenPV {
      let mtrr = processorType(at: address, reading)
      result.base = .mtrr(mtrr)
      result.effective = EffectiveType(mtrr: mtrr, pat: type, vendor: scenario.cpu.vendor)
    }
    return result
  }

  /// A stretch of a mapping that amounts to the same all over.
  public struct EffectPiece: Hashable, Sendable {
    public var range: AddressRange
    public var effect: MappingEffect
  }

  /// What a standing mapping amounts to, piece by piece in address order; empty if the attempt failed. After
  /// `limit` pieces the rest is left out.
  public func effects(
    of mapping: MappingAttempt, on device: Device?, reading: HardwareReading, limit: Int = 64
  ) -> [EffectPiece] {
    let pages = mapping.range.pageRounded
    var result: [EffectPiece] = []
    var start = pages.start
    // A mask with holes cuts a range into millions of pieces; the first ones say enough.
    for _ in 0..<4096 where start < pages.end {
      guard let effect = effect(of: mapping, on: device, at: start, reading: reading) else { return [] }
      let window = AddressRange(start, pages.end)
      let next = reading.segments(in: window).first { _ in true }?.range.end ?? pages.end
      let border = segment(at: start)?.range.end ?? pages.end
      let end = max(min(next, border, pages.end), start.adding(clamped: 1))
      if let last = result.last, last.effect == effect {
        result[result.count - 1].range.end = end
      } else {
        guard result.count < limit else { break }
        result.append(EffectPiece(range: AddressRange(start, end), effect: effect))
      }
      start = end
    }
    return result
  }

  /// What a machine has behind an address.
  enum Backing {
    /// A physical machine's own memory or device.
    case machine
    /// Memory of the host that the guest has for RAM: its RAM, the firmware's tables in it, an emulated display's
    /// video memory.
    case guestRAM
    /// A device of the host that is passed through.
    case hostDevice
    /// Nothing: the hypervisor carries out each access.
    case emulation
  }

  private func backing(of device: Device?, at address: PhysicalAddress) -> Backing {
    guard scenario.platform.hasHypervisor else { return .machine }
    switch segment(at: address)?.e820 {
    case .ram?, .reservedKern?, .acpi?, .nvs?: return .guestRAM
    default: break
    }
    guard let device else { return .emulation }
    if device.kind.traits.contains(.plainMemory) || device.hasVideoMemoryOfVMM { return .guestRAM }
    return device.isEmulated ? .emulation : .hostDevice
  }

  /// The type that the processor's own registers give an address. A forced state is Linux's alone: the registers
  /// hold what the firmware wrote.
  public func processorType(at address: PhysicalAddress) -> MemoryType {
    processorType(at: address, processorReading)
  }

  private func processorType(at address: PhysicalAddress, _ reading: HardwareReading) -> MemoryType {
    scenario.cpu.hasMTRR ? reading.answer(at: address).type : .wb
  }

  /// How the processor reads its own registers, which a forced state leaves as the firmware wrote them.
  public var processorReading: HardwareReading {
    guard override.isApplied else { return HardwareReading(mtrr) }
    var unread = KernelLog.unread
    var state = MTRRState(cpu: scenario.cpu, kernel: scenario.kernel)
    state.read(scenario.mtrr, debug: false, log: &unread)
    return HardwareReading(state)
  }

  /// Where the registers that Linux goes by would give another type if a processor read them, in a window.
  ///
  /// At most `limit` pieces are compared; `isComplete` is false if there would have been more.
  public func divergences(in window: AddressRange? = nil, limit: Int = 256) -> (
    list: [MTRRState.Divergence], isComplete: Bool
  ) {
    let end = UInt64.mask(bits: scenario.cpu.physBits) &+ 1
    return mtrr.divergences(in: window ?? AddressRange(0, end), limit: limit)
  }
}

extension MappingEffect {
  /// `PCD`, `PWT+PCD`, `none`: the bits by their names.
  public var bitNames: String {
    let names = [(UInt64(0x8), "PWT"), (0x10, "PCD"), (0x80, "PAT")].filter { pageTableBits & $0.0 != 0 }
    return names.isEmpty ? "none" : names.map(\.1).joined(separator: "+")
  }

  /// `MTRR UC`, `EPT WB, guest PAT ignored`.
  public var baseText: String {
    switch base {
    case .mtrr(let type): "MTRR \(type.name)"
    case .ept(let entry): "EPT \(entry.type.name)" + (entry.ignoresPAT ? ", guest PAT ignored" : "")
    case .nestedPage(let type): "nested page WB, host MTRR \(type.name)"
    case .unknown: "unknown host"
    }
  }
}

extension Device {
  /// The firmware's framebuffer, or a display whose driver exists for virtual machines only: a VMM backs its video
  /// memory with RAM.
  fileprivate var hasVideoMemoryOfVMM: Bool {
    kind.traits.contains(.firmwareFramebuffer) || Self.virtualDisplays.contains(driverName)
  }

  private static let virtualDisplays = [
    "bochs-drm", "cirrus", "qxl", "virtio_gpu", "vmwgfx", "vboxvideo", "hyperv_drm",
  ]
}
