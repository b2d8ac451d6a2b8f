import Progress

/// Runs AML as far as it is known, and writes down what it accesses.
///
/// Where a condition is not known both ways are taken and what they do is marked. It always ends: steps, levels and
/// sizes are limited, and beyond the limits everything is unknown.
struct ACPIInterpreter {
  /// One run of a method.
  struct Frame {
    /// Where names are looked up.
    var scope: ACPIPath
    var method: ACPIPath
    var locals = [ACPIValue](repeating: .none, count: 8)
    var arguments: [ACPIValue] = []
    /// Under a condition that is not known.
    var isConditional = false
    /// What was returned on other ways through the method.
    var returns: [ACPIValue] = []
    /// Another way left the loop in hand.
    var mayHaveLeftLoop = false
  }

  /// What changes while AML runs, and differs on the ways through a branch.
  struct State {
    var values: [Int: ACPIValue] = [:]
    var bases: [Int: Extent] = [:]
    var bufferFields: [Int: BufferField] = [:]
  }

  /// A region's place; nil where it is not known.
  struct Extent: Hashable {
    var base: UInt64?
    var length: UInt64?
  }

  struct BufferField: Hashable {
    enum Source: Hashable {
      case node(Int)
      case local(Int)
      case argument(Int)
      case unknown
    }
    var source: Source
    var bit: UInt64?
    var width: UInt64?
  }

  /// Of one entry, and of all entries of a machine together.
  static let stepLimit = 200_000
  static let totalStepLimit = 3_000_000
  static let depthLimit = 300
  static let accessLimit = 10_000

  var namespace = ACPINamespace()
  var state = State()
  /// Tables of revision 1 compute with 32 bits; the DSDT decides for all.
  var integerMask: UInt64 = .max
  var cause = ACPIAccess.Cause.tableLoad
  var entry = ACPIPath.root
  private(set) var steps = 0
  private var totalSteps = 0
  var depth = 0
  private(set) var accesses: [ACPIAccess] = []
  private var seen: Set<ACPIAccess> = []
  /// Entries that ran into the limit of one, and how many were begun with nothing left for them.
  private(set) var unfinished: [String] = []
  private(set) var entryCount = 0
  private(set) var notBegun = 0
  /// Accesses beyond the limit.
  private(set) var hasMoreAccesses = false

  var isExhausted: Bool { steps >= Self.stepLimit || totalSteps >= Self.totalStepLimit }

  /// What takes long costs more than one.
  mutating func spend(_ count: Int = 1) {
    steps += count
    totalSteps += count
  }

  /// A new entry has its own limit.
  mutating func begin() {
    steps = 0
    depth = 0
    entryCount += 1
    Progress.say("following ACPI methods, \(entryCount) so far")
    // Nobody waits for the answer any more.
    if Progress.isCancelled { totalSteps = Self.totalStepLimit }
    if isExhausted { notBegun += 1 }
  }

  mutating func end(_ entry: String) {
    if steps >= Self.stepLimit || isExhausted && steps > 0 { unfinished.append(entry) }
  }

  /// What was not followed, one sentence each.
  var limitNotes: [String] {
    var notes = unfinished.prefix(16).map { "\($0) was not followed to its end: too many steps" }
    if unfinished.count > 16 || notBegun > 0 {
      notes.append(
        "\(unfinished.count + notBegun) of \(entryCount) ACPI methods and values were not followed to their end: "
          + "too many steps")
    }
    if hasMoreAccesses {
      notes.append("ACPI: of the accesses at boot the first \(Self.accessLimit) were taken")
    }
    return notes
  }

  /// Calls a method, or takes the value of anything else, as the kernel does.
  mutating func evaluate(
    entry node: Int, arguments: [ACPIValue] = [], cause: ACPIAccess.Cause, isConditional: Bool = false
  ) -> ACPIValue {
    self.cause = cause
    entry = namespace[node].path
    begin()
    var frame = Frame(scope: entry.parent, method: entry, isConditional: isConditional)
    let value: ACPIValue
    if case .method = namespace[node].kind {
      value = call(node, arguments, &frame)
    } else {
      value = read(node, &frame)
    }
    end(entry.description)
    return value
  }

  mutating func record(_ access: ACPIAccess) {
    guard accesses.count < Self.accessLimit else {
      if !seen.contains(access) { hasMoreAccesses = true }
      return
    }
    if seen.insert(access).inserted { accesses.append(access) }
  }

  /// Forgets the accesses of what the kernel does not run, such as the _CRS methods asked for resources.
  mutating func withoutTrace<Value>(_ body: (inout ACPIInterpreter) -> Value) -> Value {
    let before = (state, accesses, seen, hasMoreAccesses)
    // What it changes is copied for it.
    spend(state.size / 16)
    (accesses, seen) = ([], [])
    defer { (state, accesses, seen, hasMoreAccesses) = before }
    return body(&self)
  }

  // MARK: Calls

  mutating func call(_ node: Int, _ arguments: [ACPIValue], _ caller: inout Frame) -> ACPIValue {
    guard case .method(_, let body) = namespace[node].kind, depth < Self.depthLimit, !isExhausted else {
      return .unknown
    }
    depth += 8
    defer { depth -= 8 }
    let path = namespace[node].path
    var frame = Frame(scope: path, method: path, arguments: arguments, isConditional: caller.isConditional)
    let flow = execute(body, &frame)
    // A method without Return leaves the value of its last statement to nobody.
    let last: ACPIValue = if case .returned(let value) = flow { value } else { .none }
    return frame.returns.reduce(last) { merged($0, $1) }
  }

  /// Evaluates a term where there is no method, such as the base of a region in a table.
  mutating func constant(_ term: ACPITerm, scope: ACPIPath) -> ACPIValue {
    var frame = Frame(scope: scope, method: scope)
    return evaluate(term, &frame)
  }

  // MARK: Statements

  enum Flow {
    case next
    case leaveLoop
    case continueLoop
    case returned(ACPIValue)

    var isNext: Bool { if case .next = self { true } else { false } }

    /// It leaves the body of the loop in hand.
    var leavesBody: Bool {
      switch self {
      case .leaveLoop, .continueLoop: true
      case .next, .returned: false
      }
    }
  }

  mutating func execute(_ terms: [ACPITerm], _ frame: inout Frame) -> Flow {
    for term in terms {
      guard !isExhausted, depth < Self.depthLimit else { return .returned(.unknown) }
      spend()
      let flow = execute(term, &frame)
      guard case .next = flow else { return flow }
    }
    return .next
  }

  private mutating func execute(_ term: ACPITerm, _ frame: inout Frame) -> Flow {
    switch term {
    case .branch(let arms, let otherwise): return branch(arms, otherwise, &frame)
    case .loop(let condition, let body): return loop(condition, body, &frame)
    case .leaveLoop: return .leaveLoop
    case .continueLoop: return .continueLoop
    case .returned(let value): return .returned(value.map { evaluate($0, &frame) } ?? .integer(0))
    case .named(let name, let value):
      if let node = namespace.node(at: name.path(from: frame.scope)) {
        state.values[node] = evaluate(value, &frame)
      }
    case .region(let name, let space, let base, let length):
      if let node = namespace.node(at: name.path(from: frame.scope)) {
        declareRegion(node, space, base, length, &frame)
      }
    case .bufferField(let name, let source, let index, let inBits, let width):
      if let node = namespace.node(at: name.path(from: frame.scope)) {
        state.bufferFields[node] = bufferField(source, index, inBits, width, &frame)
      }
    case .scope, .object, .method, .alias, .fields, .external: break
    default: _ = evaluate(term, &frame)
    }
    return .next
  }

  mutating func declareRegion(
    _ node: Int, _ space: ACPIAddressSpace, _ base: ACPITerm, _ length: ACPITerm, _ frame: inout Frame
  ) {
    guard space != .dataTable else { return }
    let start = evaluate(base, &frame).integer
    state.bases[node] = Extent(base: start, length: evaluate(length, &frame).integer)
  }

  /// One way through a branch that is not decided.
  private struct Way {
    var flow: Flow
    var state: State
    var frame: Frame
  }

  private mutating func branch(
    _ arms: [ACPITerm.Arm], _ otherwise: [ACPITerm], _ frame: inout Frame
  ) -> Flow {
    depth += 1
    defer { depth -= 1 }
    let isConditional = frame.isConditional
    let returnsBefore = frame.returns.count
    var ways: [Way] = []
    var rest: [ACPITerm]? = otherwise
    for arm in arms {
      guard !isExhausted else { return .returned(.unknown) }
      spend()
      let condition = evaluate(arm.condition, &frame).truth
      if condition == false { continue }
      if condition == true {
        rest = arm.body
        break
      }
      let before = (state, frame)
      frame.isConditional = true
      spend(state.size / 8)
      let flow = execute(arm.body, &frame)
      ways.append(Way(flow: flow, state: state, frame: frame))
      (state, frame) = before
      // Whatever is tested behind it is tested only if this arm was not taken.
      frame.isConditional = true
    }
    let flow = execute(rest ?? [], &frame)
    guard !ways.isEmpty else { return flow }
    ways.append(Way(flow: flow, state: state, frame: frame))
    return join(ways, wasConditional: isConditional, returnsBefore: returnsBefore, &frame)
  }

  /// Goes on behind a branch with what all ways that get there have in common.
  private mutating func join(
    _ ways: [Way], wasConditional: Bool, returnsBefore: Int, _ frame: inout Frame
  ) -> Flow {
    var returns = ways.flatMap { $0.frame.returns.dropFirst(returnsBefore) }
    returns += ways.compactMap { if case .returned(let value) = $0.flow { value } else { nil } }
    let mayLeave = ways.contains { $0.flow.leavesBody || $0.frame.mayHaveLeftLoop }
    let open = ways.filter { $0.flow.isNext }
    let kept = open.isEmpty ? ways : open
    guard let first = kept.first else { return .next }
    state = first.state
    frame = first.frame
    for way in kept.dropFirst() {
      merge(way.state)
      for i in frame.locals.indices { frame.locals[i] = merged(frame.locals[i], way.frame.locals[i]) }
      for i in frame.arguments.indices where i < way.frame.arguments.count {
        frame.arguments[i] = merged(frame.arguments[i], way.frame.arguments[i])
      }
    }
    // What follows runs for certain only if no way leaves before it.
    frame.isConditional = wasConditional || mayLeave || !returns.isEmpty
    frame.mayHaveLeftLoop = mayLeave
    frame.returns = frame.returns.prefix(returnsBefore) + returns
    if !open.isEmpty { return .next }
    if let value = returns.first, ways.allSatisfy({ if case .returned = $0.flow { true } else { false } }) {
      return .returned(returns.dropFirst().reduce(value) { merged($0, $1) })
    }
    return .leaveLoop
  }

  private mutating func loop(_ condition: ACPITerm, _ body: [ACPITerm], _ frame: inout Frame) -> Flow {
    depth += 1
    defer { depth -= 1 }
    let wasConditional = frame.isConditional
    let outerLeft = frame.mayHaveLeftLoop
    let returnsBefore = frame.returns.count
    defer { frame.mayHaveLeftLoop = outerLeft }
    while !isExhausted {
      spend()
      let truth = evaluate(condition, &frame).truth
      if truth == false { break }
      let before = (state: state, frame: frame)
      if truth == nil { spend(state.size / 8) }
      frame.mayHaveLeftLoop = false
      if truth == nil { frame.isConditional = true }
      let flow = execute(body, &frame)
      if case .returned = flow, truth != nil { return flow }
      if truth == nil || frame.mayHaveLeftLoop {
        // How often it runs is not known: what it changes is not either.
        if case .returned(let value) = flow { frame.returns.append(value) }
        merge(before.state)
        for i in frame.locals.indices {
          frame.locals[i] = merged(frame.locals[i], before.frame.locals[i])
        }
        break
      }
      if case .leaveLoop = flow { break }
    }
    // Behind the loop it goes on for certain, unless a way returned from inside.
    frame.isConditional = wasConditional || frame.returns.count > returnsBefore
    return .next
  }
}
