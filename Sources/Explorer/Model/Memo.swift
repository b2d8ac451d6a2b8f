import MemtypeEngine
import Synchronization

/// Everything that is derived from the explorer's state, in one place.
///
/// There is one rule: a result is kept with the key it was made for, and is made anew when another key is asked for. A key
/// names all that the result depends on: versions of what is large, and small values themselves. Nothing is
/// ever invalidated by hand, and nothing is made that nobody looks at.
final class Memo: Sendable {
  let evaluationView = Slot<Version, EvaluationView>()
  let diagnosis = Slot<DiagnosisKey, Diagnosis?>()
  let logLines = Slot<DiagnosisKey, [LogComparison.Line]>()
  let factPlaces = Slot<ReadingID, [String: [Int: Int]]>()
  let blamedSteps = Slot<Version, Set<Int>>()
  let inputRows = Slot<InputRowsKey, [InputRow]>()
  let firmware = Slot<Version, String>()
  let baselineFirmware = Slot<Version, String>()
  let compared = Slot<ComparedKey, ComparedEvaluations>()
  let segmentRows = Slot<SegmentRowsKey, SegmentRows>()
  let reasons = Slot<ReasonsKey, [Reason]>()
  let matches = Slot<MatchesKey, SearchMatches>()
  let plan = Slot<PlanKey, ProposedPlan>()
  let proposalRows = Slot<ProposalRowsKey, [RegisterProposal.Row]>()
  let readerLines = Slot<ReaderKey, [ListLine]>()
  private let lists = Mutex<[Pane: Slot<RowsKey, [ListRow]>]>([:])

  func rows(_ pane: Pane, _ key: RowsKey, _ make: () -> [ListRow]) -> [ListRow] {
    let slot = lists.withLock { lists in
      if let slot = lists[pane] { return slot }
      let slot = Slot<RowsKey, [ListRow]>()
      lists[pane] = slot
      return slot
    }
    return slot(key, make)
  }

  struct DiagnosisKey: Equatable, Sendable {
    var evaluation: Version
    var reading: ReadingID
  }

  struct InputRowsKey: Equatable, Sendable {
    var evaluation: Version
    var open: Set<InputSection>
    var unfolded: Set<Fold>
  }

  /// What is in force, and what it is compared with: the baseline, or while the boot is gone through the step before.
  struct ComparedKey: Equatable, Sendable {
    var evaluation: Version
    var baseline: Version
    var step: Int?
  }

  struct SegmentRowsKey: Equatable, Sendable {
    var evaluation: Version
    /// Rows are cut at what differs, too.
    var compared: ComparedKey?
    var unfolded: Set<Fold>
  }

  struct MatchesKey: Equatable, Sendable {
    var rows: SegmentRowsKey
    var text: String
  }

  struct ReasonsKey: Equatable, Sendable {
    var evaluation: Version
    var address: PhysicalAddress
  }

  struct PlanKey: Equatable, Sendable {
    var evaluation: Version
    var wish: RegisterWish
  }

  struct ProposalRowsKey: Equatable, Sendable {
    var plan: PlanKey
    var width: Int
  }

  struct ReaderKey: Equatable, Sendable {
    var subject: Reader.Subject
    var width: Int
  }

  struct RowsKey: Equatable, Sendable {
    var reading: ReadingID
    var compared: ComparedKey
    var isComparing: Bool
    var unfolded: Set<Fold>
    var width: Int
    /// Of lists that are about the address under the ruler's cursor.
    var address: PhysicalAddress?
  }
}

/// One result with the key that it was made for.
final class Slot<Key: Equatable & Sendable, Value: Sendable>: Sendable {
  private let kept = Mutex<(key: Key, value: Value)?>(nil)

  /// The result for a key, made if the one that is kept is for another; kept in turn unless it was given up.
  func callAsFunction(_ key: Key, isGivenUp: () -> Bool = { false }, _ make: () -> Value) -> Value {
    if let value = kept.withLock({ $0.flatMap { $0.key == key ? $0.value : nil } }) { return value }
    let value = make()
    guard !isGivenUp() else { return value }
    kept.withLock { $0 = (key, value) }
    return value
  }
}

/// Tells one state of a value from every other.
struct Version: Hashable, Sendable {
  /// An object has an identity that no other has while it lives, and a key keeps it alive.
  private final class Identity: Sendable {}

  private let identity = Identity()

  static func == (one: Version, other: Version) -> Bool { one.identity === other.identity }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(identity)) }
}

/// A value whose version changes whenever it is set.
@propertyWrapper struct Versioned<Value: Sendable>: Sendable {
  private(set) var projectedValue = Version()
  var wrappedValue: Value { didSet { projectedValue = Version() } }

  init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
}

// MARK: What is derived

extension Explorer {
  /// What the views need of the evaluation in force.
  var derived: EvaluationView {
    memo.evaluationView($evaluation) { EvaluationView(evaluation, glyphs) }
  }

  /// The evaluation held against what the machine said; nil where it said nothing and nothing is open.
  var diagnosis: Diagnosis? {
    guard boot == nil else { return nil }
    let key = Memo.DiagnosisKey(evaluation: $evaluation, reading: document.readingID)
    return memo.diagnosis(key, isGivenUp: engine.shouldStop) {
      let evidence = document.evidence
      guard !evidence.isEmpty || !evidence.open.isEmpty else { return nil }
      return diagnose(
        evaluation, evidence: evidence, machine: document.machine, shouldStop: engine.shouldStop)
    }
  }

  /// The machine's log and the modelled one as one list; empty where the machine's is not at hand.
  var logLines: [LogComparison.Line] {
    guard let diagnosis else { return [] }
    return memo.logLines(Memo.DiagnosisKey(evaluation: $evaluation, reading: document.readingID)) {
      diagnosis.comparison.lines(of: diagnosis.evidence)
    }
  }

  /// The facts of each file by the numbers of their lines, as indexes; of several on a line the first.
  var factPlaces: [String: [Int: Int]] {
    memo.factPlaces(document.readingID) {
      var result: [String: [Int: Int]] = [:]
      for (i, fact) in document.evidence.facts.enumerated().reversed() {
        result[fact.place.file, default: [:]][fact.place.line] = i
      }
      return result
    }
  }

  /// The steps that failures of drivers go back to, where those are not the drivers' own.
  var blamedSteps: Set<Int> {
    memo.blamedSteps($evaluation) {
      let complete = wholeBoot
      return Set(
        complete.outcomes.filter(\.isFailure).compactMap { outcome in
          complete.blame(for: outcome).flatMap { $0.number == outcome.step ? nil : $0.number }
        })
    }
  }

  /// Every line of the inputs.
  var inputRows: [InputRow] {
    memo.inputRows(Memo.InputRowsKey(evaluation: $evaluation, open: openSections, unfolded: unfolded)) {
      InputRow.rows(of: scenario, open: openSections, unfolded: unfolded)
    }
  }

  /// The name of the firmware model: finding it means setting up every one.
  var firmware: String { memo.firmware($evaluation) { scenario.text(at: "firmware") } }

  /// That of the baseline.
  var baselineFirmware: String { memo.baselineFirmware($baseline) { baseline.scenario.text(at: "firmware") } }

  private var comparedKey: Memo.ComparedKey {
    Memo.ComparedKey(evaluation: $evaluation, baseline: $baseline, step: boot?.step)
  }

  var compared: ComparedEvaluations {
    memo.compared(comparedKey) {
      ComparedEvaluations(
        old: boot.map { $0.complete.evaluation(afterStep: $0.step - 1) } ?? baseline, new: evaluation)
    }
  }

  /// The baseline, or while the boot is gone through the machine before the step that is shown.
  var comparedWith: Evaluation { compared.old }
  /// What differs from that.
  var comparison: Comparison { compared.comparison }

  var segmentRowsKey: Memo.SegmentRowsKey {
    Memo.SegmentRowsKey(
      evaluation: $evaluation, compared: isComparing ? comparedKey : nil, unfolded: unfolded)
  }

  /// The ruler's rows by segment: nothing differs within one, the processor's own reading included, and while comparing
  /// each is alike on both sides over all of its length.
  var segmentRows: SegmentRows {
    memo.segmentRows(segmentRowsKey) {
      let cuts = Set(
        (derived.hasFewDivergences ? derived.divergenceBorders : []) + (isComparing ? comparison.borders : [])
      )
      let rows = RulerRows.cut(RulerRows.segmentRows(evaluation), at: cuts.sorted(), evaluation)
      return SegmentRows(rows, groups: groups(of: rows), unfolded: unfolded)
    }
  }

  /// Why the address under the ruler's cursor is as it is.
  var reasons: [Reason] {
    memo.reasons(Memo.ReasonsKey(evaluation: $evaluation, address: cursorAddress)) {
      engine.explain(cursorAddress, evaluation)
    }
  }

  func rowsKey(width: Int, followsCursor: Bool) -> Memo.RowsKey {
    Memo.RowsKey(
      reading: document.readingID,
      compared: comparedKey, isComparing: isComparing, unfolded: unfolded, width: width,
      address: followsCursor ? cursorAddress : nil)
  }
}
