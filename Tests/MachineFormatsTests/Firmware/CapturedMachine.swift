import Foundation
import MemtypeEngine

/// What a capture's README says about the machine: QEMU's options, or the VMM in words.
struct CapturedMachine {
  var model: FirmwareModel
  var ram: UInt64
  var maxRAMBelow4G: UInt64?
  var hasTPM: Bool
  /// The MTRRs are as the firmware left them: no lab wrote to them, no user did.
  var hasFirmwareRegisters: Bool

  /// nil: a machine that is not told, or one that has no model.
  init?(_ capture: CaptureDirectory) {
    guard let readme = capture.text("README.md") else { return nil }
    let commandLine = capture.text("cmdline.txt") ?? ""
    hasFirmwareRegisters = !readme.contains("The MTRR MSRs were set") && !commandLine.contains("lab.mtrr=")
    guard let options = Self.word(after: "-machine ", in: readme) else {
      guard readme.contains("A Firecracker microVM"),
        let size = Self.number(before: " GiB of RAM", in: readme)
      else { return nil }
      model = .directBoot
      ram = size << 30
      hasTPM = false
      return
    }
    guard let megabytes = Self.word(after: " -m ", in: readme).flatMap({ UInt64($0) }) else { return nil }
    ram = megabytes << 20
    hasTPM = readme.contains("-device tpm-")
    let parts = options.split(separator: ",")
    for part in parts where part.hasPrefix("max-ram-below-4g=") {
      guard let value = part.split(separator: "=").last, let number = UInt64(value.dropLast()) else {
        return nil
      }
      maxRAMBelow4G = number << (value.hasSuffix("G") ? 30 : 20)
    }
    let isOVMF = readme.contains("Firmware: OVMF (edk2, 2022.11)")
    switch (parts.first, isOVMF) {
    case ("q35", false): model = .seaBIOSQ35
    case ("pc", false): model = .seaBIOSPC
    case ("q35", true): model = .ovmf2022Q35
    case ("pc", true): model = .ovmf2022PC
    case ("microvm", _): model = .microvm
    default: return nil
    }
  }

  private static func word(after mark: String, in text: String) -> Substring? {
    text.range(of: mark).map { text[$0.upperBound...].prefix { !" `\n".contains($0) } }
  }

  private static func number(before mark: String, in text: String) -> UInt64? {
    text.range(of: mark).flatMap { range in
      text[..<range.lowerBound].split { !$0.isNumber }.last.flatMap { UInt64($0) }
    }
  }
}
