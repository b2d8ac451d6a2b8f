import Glibc
import MemtypeEngine

extension LiveMachine {
  /// One register through the msr module's file, whose offset is the register's number.
  static func register(_ number: UInt32, of path: String) -> Result<UInt64, MSRError> {
    guard let file = OpenFile(path, O_RDONLY) else { return .failure(MSRError(code: errno)) }
    var value: UInt64 = 0
    let count = withUnsafeMutableBytes(of: &value) {
      pread(file.descriptor, $0.baseAddress, $0.count, off_t(number))
    }
    guard count == 8 else { return .failure(MSRError(code: count < 0 ? errno : EIO)) }
    return .success(UInt64(littleEndian: value))
  }

  /// MTRRs, PAT, and what AMD adds, as a dump's lines. A register that is refused alone is left out.
  func registers() -> Result<[UInt8], SystemError> {
    let capabilities: UInt64
    switch readMSR(0xfe) {
    case .success(let value): capabilities = value
    case .failure(let error): return .failure(SystemError(code: error.code))
    }
    let variable = (0..<UInt32(capabilities & 0xff) * 2).map { 0x200 + $0 }
    let fixed = capabilities & 1 << 8 != 0 ? FixedRanges.msrNumbers : []
    var text = "0xfe \(capabilities.hex(width: 16))\n"
    for number in [0x2ff] + fixed + variable + [0x277, 0xc001_0010, 0xc001_001d] {
      if case .success(let value) = readMSR(number) {
        text += "\(number.prefixedHex()) \(value.hex(width: 16))\n"
      }
    }
    return .success(Array(text.utf8))
  }
}

/// The records of /dev/kmsg: `6,339,5140900,-;NET: ...`, then lines that begin with a blank and say of which device.
enum KernelRecords {
  /// The messages alone, a line each.
  static func text(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for line in bytes.split(separator: 0x0a) {
      guard let first = line.first, first != 0x20 else { continue }
      guard let mark = line.firstIndex(of: UInt8(ascii: ";")), isHead(line[..<mark]) else {
        // Not from the ring buffer: kept as it is.
        result += line
        result.append(0x0a)
        continue
      }
      result += unescaped(line[(mark + 1)...])
      result.append(0x0a)
    }
    return result
  }

  /// Whether the memory map, which is printed first of all, is still there.
  static func holdsBoot(_ text: [UInt8]) -> Bool {
    text.split(separator: 0x0a).contains { $0.contains("-provided physical RAM map:") }
  }

  private static func isHead(_ head: ArraySlice<UInt8>) -> Bool {
    head.first.map(ByteScanner.isDigit) == true && head.contains(UInt8(ascii: ","))
  }

  /// `\x0a` and the like are one byte each; a line feed inside a message becomes a blank.
  private static func unescaped(_ message: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(message.count)
    var rest = message
    while let byte = rest.first {
      if rest.count >= 4, byte == UInt8(ascii: "\\"), rest[rest.startIndex + 1] == UInt8(ascii: "x"),
        let value = UInt8(rest[(rest.startIndex + 2)..<(rest.startIndex + 4)].string, radix: 16)
      {
        result.append(value == 0x0a ? 0x20 : value)
        rest = rest.dropFirst(4)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
