import Foundation
import MachineFormats
import MemtypeEngine
import TestSupport

/// One capture with its raw text, which is read here without the code under test.
struct CaptureDirectory {
  let name: String
  let url: URL
  /// Files that have another content than those of the directory.
  var replaced: [String: String] = [:]

  /// Those of Tests/Fixtures/Captures, or of the directory that MTRRSCOPE_CAPTURES names.
  static var root: URL {
    if let other = ProcessInfo.processInfo.environment["MTRRSCOPE_CAPTURES"], !other.isEmpty {
      return URL(fileURLWithPath: other, isDirectory: true)
    }
    return Fixtures.directory.appendingPathComponent("Captures", isDirectory: true)
  }

  static var all: [CaptureDirectory] { directories(in: root) }

  /// The project's own, whatever the environment says.
  static var fixtures: [CaptureDirectory] {
    directories(in: Fixtures.directory.appendingPathComponent("Captures", isDirectory: true))
  }

  private static func directories(in root: URL) -> [CaptureDirectory] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.sorted().compactMap { name in
      let url = root.appendingPathComponent(name, isDirectory: true)
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory), isDirectory.boolValue
      else {
        return nil
      }
      return CaptureDirectory(name: name, url: url)
    }
  }

  static func named(_ name: String) -> CaptureDirectory {
    let url = Fixtures.directory.appendingPathComponent("Captures/" + name, isDirectory: true)
    return CaptureDirectory(name: name, url: url)
  }

  func bytes(_ file: String) -> [UInt8]? {
    if let text = replaced[file] { return Array(text.utf8) }
    return (try? Data(contentsOf: url.appendingPathComponent(file))).map { Array($0) }
  }

  func text(_ file: String) -> String? { bytes(file).map { String(decoding: $0, as: UTF8.self) } }

  func open() throws(InputError) -> OpenedMachine {
    guard !replaced.isEmpty else { return try openMachine(paths: [url.path]) }
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: url.path)) ?? []
    let endings = [".md", ".json"]
    let inputs = names.sorted().filter { name in !endings.contains { name.hasSuffix($0) } }.compactMap {
      file in
      bytes(file).map { MachineInput(name: file, bytes: $0, isOptional: true) }
    }
    return try readMachine(named: name, inputs)
  }

  /// The kernel's messages without time stamps.
  var messages: [Substring] {
    (text("dmesg.txt") ?? "").split(separator: "\n").map { line in
      guard line.hasPrefix("["), let end = line.range(of: "] ") else { return line }
      return line[end.upperBound...]
    }
  }

  /// The values behind `last_pfn = `.
  var lastPFNs: [UInt64] {
    messages.compactMap { message in
      guard message.hasPrefix("last_pfn = 0x") else { return nil }
      return UInt64(message.dropFirst("last_pfn = 0x".count).prefix { $0 != " " }, radix: 16)
    }
  }

  var physBits: Int? {
    for line in (text("cpuinfo.txt") ?? "").split(separator: "\n") where line.hasPrefix("address sizes") {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return Int(line[colon...].dropFirst(2).prefix { $0 != " " })
    }
    return nil
  }

  /// Registers as written in msrs.txt; those with an error text are missing.
  var msrs: [UInt64: UInt64] {
    var result: [UInt64: UInt64] = [:]
    for line in (text("msrs.txt") ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 2, words[0].hasPrefix("0x"), let number = UInt64(words[0].dropFirst(2), radix: 16),
        let value = UInt64(words[1], radix: 16)
      else { continue }
      result[number] = value
    }
    return result
  }
}

func withoutDump(_ log: String) -> String {
  log.split(separator: "\n").filter { line in
    guard let end = line.firstIndex(of: "]") else { return true }
    let message = line[end...].dropFirst(2)
    if message.hasPrefix("MTRR default") || message.hasPrefix("MTRR fixed")
      || message.hasPrefix("MTRR variable")
    {
      return false
    }
    return !(message.hasPrefix("  ") && message.drop { $0 == " " }.first?.isHexDigit == true)
  }.joined(separator: "\n")
}
