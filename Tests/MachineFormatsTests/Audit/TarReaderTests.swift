import Foundation
import MachineFormats
import TestSupport
import Testing

/// Tar archives as tar itself writes them, and damaged ones.
@Suite(.bounded) struct TarReaderTests {
  /// Archives a directory with the system's tar.
  private func archive(_ files: TemporaryDirectory, _ format: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["tar", "--format=\(format)", "--sort=name", "-c", "-C", files.path, "."]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return Array(bytes)
  }

  /// A source that gives little at a time, as a pipe may.
  private func source(_ bytes: [UInt8], piece: Int = 100) -> TarReader.Source {
    var place = 0
    return { count in
      let end = min(bytes.count, place + min(count, piece))
      defer { place = end }
      return Array(bytes[place..<end])
    }
  }

  private func read(_ bytes: [UInt8]) throws -> [String: [UInt8]] {
    var reader = TarReader(source(bytes))
    var files: [String: [UInt8]] = [:]
    while let entry = try reader.next() {
      if entry.isFile { files[entry.path] = try reader.read(entry.size) }
    }
    return files
  }

  private static let long = "a/" + String(repeating: "long-name/", count: 24) + "dmesg.txt"

  @Test(arguments: ["ustar", "pax", "gnu"])
  func everyFormatIsRead(format: String) throws {
    let files = try TemporaryDirectory()
    var expected: [String: [UInt8]] = ["./empty": [], "./block": Array(repeating: 7, count: 512)]
    expected["./deep/er/file"] = Array("one line\n".utf8)
    if format != "ustar" {
      expected["./" + Self.long] = Array(repeating: 9, count: 70_000)
      expected["./na\u{ef}ve \u{4e2d}"] = [1]
    }
    for (name, bytes) in expected { try files.make(String(name.dropFirst(2)), bytes) }
    let bytes = try archive(files, format)
    #expect(TarReader.matches(Array(bytes.prefix(512))))
    #expect(try read(bytes) == expected)
    // What is not read is passed over, and so is the rest of what is read in part.
    var reader = TarReader(source(bytes, piece: 4096))
    var paths: Set<String> = []
    while let entry = try reader.next() {
      if entry.isFile { paths.insert(entry.path) }
      if entry.size > 10 { #expect(try reader.read(5).count == 5) }
    }
    #expect(paths == Set(expected.keys))
  }

  @Test func damageIsNamedWithItsPlace() throws {
    let files = try TemporaryDirectory()
    try files.make("dmesg.txt", Array(repeating: 65, count: 3000))
    var bytes = try archive(files, "gnu")
    for cut in [100, 700, 1200, 2000] {
      #expect(throws: TarReader.Damage.self, "\(cut)") { try read(Array(bytes.prefix(cut))) }
    }
    // An archive may end without its closing zeros.
    #expect(try read(Array(bytes.prefix(512 + 512 + 3072))).count == 1)
    bytes[10] ^= 1
    #expect(throws: TarReader.Damage(offset: 512, reason: "no tar header: its checksum is wrong")) {
      try read(bytes)
    }
    #expect(throws: TarReader.Damage.self) { try read(Array(repeating: 1, count: 5000)) }
    #expect(try read([]).isEmpty)
  }

  /// Whatever a header says, nothing traps, waits or takes memory for it.
  @Test func anyHeaderIsSafe() throws {
    let files = try TemporaryDirectory()
    try files.make(Self.long, Array("x".utf8))
    let whole = try archive(files, "pax")
    var generator = SeededGenerator(seed: 14)
    for _ in 0..<2000 {
      var bytes = whole
      let block = Int.random(in: 0..<bytes.count / 512, using: &generator) * 512
      for _ in 0..<3 {
        bytes[block + Int.random(in: 100..<160, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      // The checksum is made right again, so that the rest of the header is looked at.
      for place in 148..<156 { bytes[block + place] = 0x20 }
      let sum = bytes[block..<(block + 512)].reduce(0) { $0 + Int($1) }
      let digits = Array(String(sum, radix: 8).utf8)
      for (place, digit) in digits.enumerated() where place < 7 { bytes[block + 148 + place] = digit }
      bytes[block + 148 + min(7, digits.count)] = 0
      _ = try? read(bytes)
    }
  }
}
