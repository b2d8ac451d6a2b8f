import MemtypeEngine
import VisibleText

/// One register in bits, for `mtrrscope map --bits`. Values are hex strings, bits count from 0, range ends are exclusive.
package struct BitsReport: Encodable {
  struct Field: Encodable {
    var name: String
    var high: Int
    var low: Int
    var meaning: String
  }

  struct Word: Encodable {
    var name: String
    var value: String
    var fields: [Field]
    /// Bits that are set though they are reserved, as a mask; nil where there are none.
    var reserved: String?
  }

  struct Stretch: Encodable {
    var start: String
    var end: String
  }

  /// An address compared with a base/mask pair.
  struct Comparison: Encodable {
    var address: String
    /// The bits that a processor compares, and those of them that do not agree, as masks.
    var compared: String
    var differing: String
    var isMatchedByHardware: Bool
    var isMatchedByLinux: Bool
    var linux: Stretch?
    /// The first stretches that a processor matches, and how many there are.
    var hardware: [Stretch]
    var hardwareCount: UInt64
  }

  var register: String
  var title: String
  var msr: String?
  var words: [Word]
  var comparison: Comparison?
  var notes: [String]
  private var bits: RegisterBits

  private enum CodingKeys: String, CodingKey {
    case register, title, msr, words, comparison, notes
  }

  /// Why there is no such register, with those that there are.
  package struct Missing: Error {
    package var reason: String
  }

  /// `register` is a register's word, as `RegisterName.word` has it; `address` is what is compared with a base/mask pair.
  /// Throws `Missing` for a word that names no register of the machine.
  package init(_ evaluation: Evaluation, register word: String, at address: PhysicalAddress) throws {
    let names = evaluation.registerNames
    guard let name = names.first(where: { $0.word == word.lowercased() }),
      let bits = evaluation.bits(of: name, at: address)
    else {
      throw Missing(
        reason: "\"\(word)\" is no register of this machine; accepted: "
          + (names.isEmpty ? "none: it has no MTRRs and no PAT" : Self.list(names.map(\.word)))
          + ", or an address, for the register that decides there")
    }
    self.init(bits)
  }

  /// The register that gives an address its type, with the address compared. Throws `Missing` for a machine without MTRRs.
  package init(_ evaluation: Evaluation, decidingAt address: PhysicalAddress) throws {
    guard let bits = evaluation.bits(of: evaluation.register(decidingAt: address), at: address) else {
      throw Missing(reason: "no register decides at \(address.grouped): the machine has no MTRRs")
    }
    self.init(bits)
  }

  private init(_ bits: RegisterBits) {
    func stretch(_ range: AddressRange) -> Stretch {
      Stretch(start: range.start.prefixedHex(), end: range.end.prefixedHex())
    }
    self.bits = bits
    register = bits.name.word
    title = bits.title
    msr = bits.name.msr.map { UInt64($0).prefixedHex() }
    words = bits.words.map { word in
      Word(
        name: word.name, value: word.value.prefixedHex(),
        fields: word.fields.map {
          Field(name: $0.name, high: $0.bits.upperBound, low: $0.bits.lowerBound, meaning: $0.meaning)
        },
        reserved: word.reservedBits == 0 ? nil : word.reservedBits.prefixedHex())
    }
    comparison = bits.comparison.map { comparison in
      Comparison(
        address: comparison.address.prefixedHex(), compared: comparison.compared.prefixedHex(),
        differing: comparison.differing.prefixedHex(), isMatchedByHardware: comparison.isMatchedByHardware,
        isMatchedByLinux: comparison.isMatchedByLinux, linux: comparison.linux.map(stretch),
        hardware: comparison.hardware.map(stretch), hardwareCount: comparison.runCount)
    }
    notes = bits.notes
  }

  /// `cap, mtrr0 to mtrr7, pat`.
  private static func list(_ words: [String]) -> String {
    func stem(_ word: String) -> Substring { word.prefix { !$0.isNumber } }
    var parts: [String] = []
    var rest = words[...]
    while let first = rest.first {
      let run = rest.prefix { first.last?.isNumber == true && stem($0) == stem(first) }
      parts.append(run.count > 2 ? "\(first) to \(run[run.endIndex - 1])" : first)
      rest = rest.dropFirst(run.count > 2 ? run.count : 1)
    }
    return parts.joined(separator: ", ")
  }

  /// As the explorer shows it, in so many columns.
  package func text(width: Int) -> String {
    bits.text(width: width).split(separator: "\n", omittingEmptySubsequences: false).map {
      printable(String($0))
    }
    .joined(separator: "\n")
  }
}
