import TestSupport
import Testing

@testable import Lessons

@Suite(.bounded) struct GlossaryTests {
  private let glossary = Glossary.standard

  @Test func everyEntryIsComplete() {
    #expect(glossary.entries.count >= 45)
    var names: Set<String> = []
    for entry in glossary.entries {
      #expect(!entry.text.isEmpty && !entry.screen.isEmpty && !entry.source.isEmpty, "\(entry.term)")
      for name in entry.names { #expect(names.insert(name.lowercased()).inserted, "\(name) stands twice") }
    }
  }

  @Test func termsAreFoundByAnyName() {
    #expect(glossary.entry(named: "tolud")?.term == "TOLUD")
    #expect(glossary.entry(named: "Tracker")?.term == "Memtype tracker")
    #expect(glossary.entry(named: "uc-")?.term == "UC-")
    #expect(glossary.entry(named: "nothing") == nil)
    #expect(glossary.entries(fitting: "write-c").first?.term == "WC")
  }

  /// As whole words: UC- is no UC, and the tracker's trk is what the ruler calls it.
  @Test func termsOfARow() {
    let row = "0xfed4_0000-0xfed4_4fff UC- tracked WB 20K TPM TIS"
    #expect(glossary.terms(in: row).map(\.term) == ["UC-", "Memtype tracker", "WB", "TPM"])
    #expect(glossary.terms(in: "UC by MTRR 0").map(\.term).first == "UC")
    #expect(glossary.terms(in: "nothing of it").isEmpty)
    #expect(glossary.terms(in: "").isEmpty)
  }
}
