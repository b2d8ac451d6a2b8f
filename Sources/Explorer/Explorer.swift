import Lessons
import MemtypeEngine
import Screen

/// The whole user interface as a value: the document, what follows from it, and where the user is looking.
///
///     var explorer = Explorer(.initial)
///     let effects = explorer.update(.key(.character("K")))
///     let screen = frame(of: explorer, size: Size(columns: 120, rows: 40))
public struct Explorer: Sendable {
  /// A line that stands where the hints are until the next key.
  struct Notice: Hashable, Sendable {
    var text: String
    var isBad = false
  }

  var document: Document
  /// What follows from the scenario that is in force: the document's, or the one being typed; while the boot is gone
  /// through as it is after the step that is shown.
  @Versioned var evaluation: Evaluation
  /// What followed from the scenario as it was opened, or as it was when it was made the baseline.
  @Versioned var baseline: Evaluation
  var baselineKind = BaselineKind.opened
  /// The other scenarios that are open.
  var others = OpenDocuments()
  /// Leaving without saving would lose edits for good.
  var isJournalBroken = false
  /// Edits of earlier sessions that did not end cleanly.
  var recoverable: [RecoverableEdits] = []
  /// Position in the boot replay; nil shows the finished boot.
  var boot: BootView?
  /// Whether old values stand beside the new ones.
  var isComparing = false
  /// Everything that is derived from all this.
  let memo = Memo()
  /// Lists whose cursor is to go to the first failure.
  var showsFailure: Set<Pane> = [.log, .steps]
  var ruler = Ruler()
  /// Every pane, the one that had the focus last first.
  var recent = Pane.byImportance
  /// The pane with the focus has the screen for itself.
  var isMaximized = false
  /// The ruler goes with the cursor of the lists, and where it was before it did.
  var isFollowing = true
  var followedFrom: PhysicalAddress?
  /// Of the panes that are lists.
  var viewports: [Pane: Viewport] = [:]
  /// The parts of the inputs that are not folded away.
  var openSections: Set<InputSection> = []
  /// What folds and is unfolded.
  var unfolded: Set<Fold> = []
  /// The column of a row of inputs that has several.
  var inputColumn = 0
  /// How many columns the kernel log and other lists are moved to the left.
  var indents: [Pane: Int] = [:]
  /// What has the keyboard above the panes, the topmost last.
  var layers: [any Layer] = []
  /// What the mouse holds.
  var drag: RulerDrag?
  /// What is searched for; nil until something is, and after Esc.
  var search: Search?
  var places = VisitedPlaces()
  /// Which types stretches should have, as far as it was said.
  var wish = RegisterWish()
  var notice: Notice?
  /// Effects queued while one event is handled.
  var outbox: [Effect] = []
  /// The theme that is in force.
  var theme: String
  var isMouseOn: Bool
  /// The screen as last heard of, and what of it is left beside a lesson.
  var screenSize: Size
  var size: Size
  /// The lesson that is gone through.
  var learning: Learning?
  var presenting = Presenting()
  /// The shapes that this terminal can show.
  public let glyphs: GlyphSet
  public let keymap: Keymap
  let engine: Engine
  let host: HostEnvironment
  let formats: ScenarioFormats

  /// `record` is what the machine itself said. `whatIf` is a first edit that was made before anything was seen, as
  /// options of the command line do; it needs no saving.
  public init(
    _ scenario: Scenario, whatIf: Scenario? = nil, record: MachineRecord = .none,
    origin: Document.Origin = .words([]),
    path: String? = nil,
    glyphs: GlyphSet = .unicode, size: Size = Size(columns: 80, rows: 24), keymap: Keymap = .standard,
    theme: String = "", isMouseOn: Bool = true, ruler preference: RulerPreference = RulerPreference(),
    engine: Engine = .model, host: HostEnvironment = .none, formats: ScenarioFormats = .none
  ) {
    document = Document(scenario, origin: origin, path: path, record: record)
    let opened = engine.evaluate(scenario)
    evaluation = opened
    baseline = opened
    self.glyphs = glyphs
    screenSize = ScreenLayout.drawable(size)
    self.size = screenSize
    self.keymap = keymap
    self.theme = theme
    self.isMouseOn = isMouseOn
    if preference.isToScale { ruler.reading = .toScale }
    isFollowing = preference.isFollowing
    ruler.isLowAtBottom = preference.isLowAtBottom
    self.engine = engine
    self.host = host
    self.formats = formats
    if let whatIf, whatIf != scenario {
      document.begin(with: whatIf, title: "the command line's options")
      adopt(evaluation: engine.evaluate(whatIf))
    }
    ruler.cursor = Self.firstAddress(of: evaluation)
    // Where a driver fails, the reason is what the screen begins with.
    if !evaluation.failures.isEmpty { bringBeside(.reasons) }
    normalizeViewState()
  }

  /// Keys are shown as they are pressed.
  public var showsKeys: Bool {
    get { presenting.showsKeys }
    set { presenting.showsKeys = newValue }
  }

  /// The scenario in force: while a value is typed, the last one that it could be.
  public var scenario: Scenario { evaluation.scenario }

  /// Whether the scenario differs from the one that was opened.
  public var isModified: Bool { document.isModified }

  var layout: ScreenLayout { allPanes(isMaximized: isMaximized) }

  func allPanes(isMaximized: Bool) -> ScreenLayout {
    ScreenLayout(
      size: size, recent: recent, deviceCount: evaluation.scenario.devices.count,
      typeCount: derived.typeRanges.count, divergenceCount: derived.divergences.count,
      isMaximized: isMaximized)
  }

  var rulerRows: RulerRows { RulerRows(ruler, evaluation, listed: segmentRows.shown) }

  /// The message on the bottom line; nil where there is none.
  public var message: String? { notice?.text }

  /// The address under the cursor, brought into the address space that there is.
  var cursorAddress: PhysicalAddress { min(ruler.cursor, evaluation.lastAddress) }

  /// The devices whose drivers fail, in address order.
  var failingDevices: [Device] { Self.failingDevices(of: evaluation) }

  private static func failingDevices(of evaluation: Evaluation) -> [Device] {
    evaluation.outcomes.filter(\.isFailure).compactMap { evaluation.scenario.device($0.device) }
      .sorted { $0.range < $1.range }
  }

  /// The eye lands on what fails; where nothing does, on the edge that all this is about.
  static func firstAddress(of evaluation: Evaluation) -> PhysicalAddress {
    failingDevices(of: evaluation).first?.range.start ?? evaluation.tolud
  }
}
