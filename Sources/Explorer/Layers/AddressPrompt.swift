import MemtypeEngine
import Screen

/// Where to go on the ruler.
struct AddressPrompt: LinePrompt {
  var editor = LineEditor()
  var label: String { "go to " }

  func complete(in explorer: inout Explorer) { complete(from: explorer.evaluation.placeNames, in: &explorer) }

  /// `gg` is the top, as `G` is the end; a name with a g in front begins with a capital one.
  func type(_ character: Character, in explorer: inout Explorer) {
    if character == "g", editor.characters.isEmpty {
      explorer.close()
      explorer.move(.first)
    } else {
      edit({ $0.insert(String(character)) }, in: &explorer)
    }
  }

  func commit(in explorer: inout Explorer) -> [Effect] {
    guard !text.isEmpty else {
      explorer.close()
      return []
    }
    do {
      let address = try explorer.address(text)
      explorer.close()
      explorer.go(to: address)
      // Above a register it is the address that is compared.
      if explorer.layers.isEmpty { explorer.focus(on: .ruler) }
    } catch {
      explorer.notice = Explorer.Notice(text: error.text, isBad: true)
    }
    return []
  }

  func answer(in explorer: Explorer) -> (text: String, isGood: Bool) { explorer.meaning(ofPlace: text) }
}

extension Explorer {
  /// What lies at the address that a text means, or which names begin with it.
  func meaning(ofPlace text: String) -> (text: String, isGood: Bool) {
    guard !text.isEmpty else { return (evaluation.placeNames.joined(separator: " "), false) }
    let names = evaluation.placeNames.filter { $0.hasPrefix(text.lowercased()) }
    if !names.isEmpty, !names.contains(text.lowercased()) { return (names.joined(separator: " "), false) }
    do {
      let address = try address(text)
      let what = evaluation.segment(at: address).map { description(of: $0).map(\.text).joined() } ?? ""
      return ("\(address.grouped) \(what)", true)
    } catch {
      return (error.text, false)
    }
  }
}

extension Command {
  static let goToAddress = Command(
    "go-to-address", .anyPane, ["g"],
    "go to an address or a name: fed40000, 4G, tolud, tpm, mtrr0; gg goes to the first row",
    aliases: ["g", "go"], argument: .place, also: [Use(.bits, ["g"], "compare another address")]
  ) { $0.open(AddressPrompt()) }
}
