import MemtypeEngine
import Screen

/// Where to go on the ruler.
struct AddressPrompt: LinePrompt {
  var editor = LineEditor()
  var label: String { "go to " }

  func complete(in explorer: inout Explorer) { complete(from: explorer.evaluation.placeNames, in: &explorer) }

  func commit(in explorer: inout Explorer) -> [Effect] {
    guard !text.isEmpty else {
      explorer.close()
      return []
    }
    do {
      let address = try explorer.address(text)
      explorer.close()
      explorer.go(to: address)
      explorer.focus(on: .ruler)
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
    "go-to-address", .anyPane, ["g"], "go to an address or a name: fed40000, 4G, tolud, tpm, mtrr0"
  ) { $0.open(AddressPrompt()) }
}
