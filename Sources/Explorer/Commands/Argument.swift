import MemtypeEngine

/// What stands behind a command's name on the command line.
struct Argument: Sendable {
  /// What it is, in words: `an address or a name`.
  var what: String
  /// Everything that it may begin with as it stands so far, each as the whole argument.
  var candidates: @Sendable (Explorer, String) -> [Candidate]
  /// Does it.
  var run: @Sendable (inout Explorer, String) throws(ArgumentError) -> [Effect]

  struct Candidate: Hashable, Sendable {
    var text: String
    var detail = ""
    /// Something has to follow: it is no argument by itself.
    var isPart = false
  }

  /// Those of some texts that a text may mean: the ones that begin with it, or else hold it.
  static func fitting(_ all: [Candidate], _ text: String) -> [Candidate] {
    let wanted = text.lowercased()
    let beginning = all.filter { $0.text.lowercased().hasPrefix(wanted) }
    return beginning.isEmpty ? all.filter { $0.text.lowercased().contains(wanted) } : beginning
  }
}

/// Why an argument cannot be, and what would be accepted.
struct ArgumentError: Error, Hashable, Sendable {
  var text: String
}

// MARK: The kinds of arguments

extension Argument {
  static let place = Argument(
    what: "an address or a name: fed40000, 4G, tolud, tpm+4K",
    candidates: { explorer, text in
      fitting(explorer.evaluation.placeNames.map { Candidate(text: $0) }, text)
    },
    run: { explorer, text throws(ArgumentError) in
      do throws(PlaceError) {
        explorer.go(to: try explorer.address(text))
      } catch {
        throw ArgumentError(text: error.text)
      }
      explorer.focus(on: .ruler)
      return []
    })

  static let theme = Argument(
    what: "a theme's name",
    candidates: { explorer, text in
      fitting(explorer.host.themes().map { Candidate(text: $0.name, detail: $0.problem ?? $0.detail) }, text)
    },
    run: { explorer, text throws(ArgumentError) in
      let themes = explorer.host.themes()
      let beginning = themes.filter { $0.name.hasPrefix(text.lowercased()) }
      let exact = themes.first { $0.name == text }
      guard let theme = exact ?? (beginning.count == 1 ? beginning[0] : nil) else {
        throw ArgumentError(
          text: "\"\(text)\" is no theme: there are \(themes.map(\.name).joined(separator: " "))")
      }
      if let problem = theme.problem { throw ArgumentError(text: problem) }
      return explorer.use(theme: theme.name)
    })

  /// Words as on the command line.
  static let scenario = Argument(
    what: "a scenario's name, or files of one machine",
    candidates: { explorer, text in
      PathPrompt(.open, path: text).candidates(in: explorer).map { Candidate(text: $0) }
    },
    run: { _, text throws(ArgumentError) in [.open(QuotedWords.split(text))] })

  /// An input and its value, between them a blank or a sign of equality.
  static let assignment = Argument(
    what: "an input and its value: tolud 2816M",
    candidates: { explorer, text in
      let (name, value) = split(text)
      guard let value else {
        let inputs = InputName.all.map { Candidate(text: $0.name, detail: $0.field.help, isPart: true) }
        return fitting(inputs, name)
      }
      guard let path = explorer.path(named: name) else { return [] }
      return explorer.values(at: path, beginningWith: value).map { Candidate(text: "\(name) \($0)") }
    },
    run: { explorer, text throws(ArgumentError) in
      let (name, value) = split(text)
      guard let path = explorer.path(named: name) else {
        let names = InputName.all.map(\.name).joined(separator: " ")
        throw ArgumentError(text: "\"\(name)\" is no input: there are \(names)")
      }
      guard let value, !value.isEmpty else {
        throw ArgumentError(text: explorer.description(of: path))
      }
      try explorer.set(path, to: value)
      return []
    })

  /// The value of one input.
  static func value(of input: InputName) -> Argument {
    let path = InputPath(input.field.key)
    return Argument(
      what: input.field.accepted,
      candidates: { explorer, text in
        explorer.values(at: path, beginningWith: text).map { Candidate(text: $0) }
      },
      run: { explorer, text throws(ArgumentError) in
        try explorer.set(path, to: text)
        return []
      })
  }

  private static func split(_ text: String) -> (name: String, value: String?) {
    guard let end = text.firstIndex(where: { $0 == " " || $0 == "=" }) else { return (text, nil) }
    return (String(text[..<end]), AddressExpression.trimmed(String(text[text.index(after: end)...])))
  }
}

/// An input that the command line sets by its name: `tolud`, `kernel`, `phys-bits`, `host.vendor`.
struct InputName: Sendable {
  var name: String
  var field: ScenarioField

  /// Every input that is no part of a list and has a row, by the name of its option or else its key.
  static let all: [InputName] = Schema.fields.filter { $0.list == nil && $0.hasRow }.map {
    InputName(name: $0.option ?? $0.key, field: $0)
  }
}

extension Explorer {
  /// The input with a name or a path: `tolud`, `cpu.phys-bits`, `devices.tpm.driver`.
  fileprivate func path(named name: String) -> InputPath? {
    if let input = InputName.all.first(where: { $0.name == name }) { return InputPath(input.field.key) }
    return try? document.scenario.inputPath(name)
  }

  /// What an input may become: its choices, releases, or names of places.
  fileprivate func values(at path: InputPath, beginningWith text: String) -> [String] {
    let choices = document.scenario.choices(at: path, baseline: document.baseline)
    let names = choices.isEmpty && Schema.field(path)?.takesAddress == true ? evaluation.placeNames : choices
    return Argument.fitting(names.map { Argument.Candidate(text: $0) }, text).map(\.text)
  }

  /// `TOLUD is 2G; accepted: an address`.
  fileprivate func description(of path: InputPath) -> String {
    "\(scenario.name(of: path)) is \(scenario.text(at: path)); accepted: \(Schema.field(path)?.accepted ?? "")"
  }

  /// Makes another value of an input one step of the history.
  fileprivate mutating func set(_ path: InputPath, to text: String) throws(ArgumentError) {
    if isGuarded { throw ArgumentError(text: lessonRefusal(.set) ?? "") }
    let before = document.scenario
    let next: Scenario
    do throws(EditError) {
      next = try before.setting(path, to: chosen(text, at: path), places: evaluation.places)
    } catch {
      throw ArgumentError(text: error.reason)
    }
    guard next != before else {
      notice = Notice(text: "\(before.name(of: path)) is \(before.text(at: path)) already")
      return
    }
    commit(next, title: "\(before.name(of: path)) \(before.text(at: path)) → \(next.text(at: path))")
  }

  /// The one choice that a text is the beginning of, or the text itself.
  private func chosen(_ text: String, at path: InputPath) -> String {
    let choices = document.scenario.choices(at: path, baseline: document.baseline)
    if choices.contains(text) { return text }
    let fitting = choices.filter { $0.lowercased().hasPrefix(text.lowercased()) }
    return fitting.count == 1 ? fitting[0] : text
  }
}
