import Explorer
import FoundationEssentials
import Glibc
import Lessons
import MachineFormats
import MemtypeEngine
import VisibleText

/// The lessons of the course and the user's own, with the user's progress in them.
public struct LessonLibrary: Sendable {
  /// Where the user's own lessons lie: a Markdown file each.
  public let directory: String
  /// Where progress is kept: a line for each lesson.
  public let progressFile: String

  /// `$XDG_DATA_HOME/mtrrscope/lessons`, or in `~/.local/share`; progress is kept with the journals.
  public init(
    directory: String = LessonLibrary.defaultDirectory,
    progressFile: String = Journal.defaultDirectory + "/lessons"
  ) {
    self.directory = directory
    self.progressFile = progressFile
  }

  /// The variable counts only if it is absolute.
  public static var defaultDirectory: String {
    let environment = ProcessInfo.processInfo.environment
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/mtrrscope/lessons" }
    return homeDirectory() + "/.local/share/mtrrscope/lessons"
  }

  // MARK: Lessons

  /// The names of the user's own lessons, files without their ending.
  private var ownNames: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return files.filter { $0.hasSuffix(".md") && !$0.hasPrefix(".") }.map { String($0.dropLast(3)) }.sorted()
  }

  /// The course in its order, and then the user's own.
  public var names: [String] { Course.names + ownNames.filter { !Course.names.contains($0) } }

  /// A lesson by its name, or by the path of its file.
  ///
  /// - Parameter name: A name of `names`, or a path.
  /// - Returns: The lesson.
  /// - Throws: `LessonError` for one that is not there or cannot be read.
  public func lesson(_ name: String) throws(LessonError) -> Lesson {
    if let lesson = try Course.lesson(named: name, sources: .standard) { return lesson }
    let isPath = name.contains("/") || name.hasSuffix(".md")
    guard isPath || ownNames.contains(name) else {
      throw LessonError(
        file: name, line: nil, found: "no such lesson",
        accepted: names.joined(separator: ", ") + ", or the path of a file")
    }
    return try Self.read(isPath ? expanded(name) : "\(directory)/\(name).md")
  }

  /// Reads a lesson's file.
  ///
  /// - Parameter path: The file.
  /// - Returns: The lesson, named after the file.
  /// - Throws: `LessonError` for the first thing in it that cannot be.
  public static func read(_ path: String) throws(LessonError) -> Lesson {
    guard let bytes = try? InputFile.contents(of: path, limit: LessonReader.largestFile),
      let text = String(validating: bytes, as: UTF8.self)
    else {
      throw LessonError(
        file: path, line: nil, found: "this file cannot be read", accepted: "a text file of at most 1 MiB")
    }
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let name = file.hasSuffix(".md") ? String(file.dropLast(3)) : file
    return try LessonReader.read(text, name: name, file: path, sources: .standard)
  }

  /// Every lesson with how far the user is in it, and what is wrong with those that cannot be used.
  public func choices() -> [LessonChoice] {
    let progress = progress()
    return names.map { name in
      do throws(LessonError) {
        let lesson = try lesson(name)
        return LessonChoice(
          name: name, title: printable(lesson.title), detail: Self.detail(lesson, progress[name]))
      } catch {
        return LessonChoice(
          name: name, title: printable(name), detail: "", problem: printable(error.description))
      }
    }
  }

  private static func detail(_ lesson: Lesson, _ progress: LessonProgress?) -> String {
    let length = "\(lesson.minutes) min, \(lesson.steps.count) steps"
    guard let progress else { return length }
    let answered = progress.right.count + progress.wrong.count
    let score = answered == 0 ? "" : ", \(progress.right.count) of \(answered) right"
    return progress.isDone(of: lesson.steps.count)
      ? "done\(score)" : "\(length); at step \(progress.step + 1)\(score)"
  }

  // MARK: Progress

  /// Every lesson that was begun; what cannot be read counts as nothing.
  public func progress() -> [String: LessonProgress] {
    guard let bytes = try? InputFile.contents(of: progressFile, limit: 1 << 20) else { return [:] }
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    let all = lines.compactMap { LessonProgress(line: String($0)) }
    return Dictionary(all.map { ($0.lesson, $0) }) { _, last in last }
  }

  /// The lesson to go on with: the first that is not done.
  public var next: String {
    let progress = progress()
    return Course.names.first { name in
      guard let known = progress[name] else { return true }
      let count = (try? lesson(name))?.steps.count ?? 0
      return !known.isDone(of: count)
    } ?? Course.names[0]
  }

  /// Writes down how far somebody is. Throws `StorageError`.
  public func keep(_ progress: LessonProgress) throws(StorageError) {
    var all = self.progress()
    all[progress.lesson] = progress
    let folder = progressFile.split(separator: "/").dropLast().joined(separator: "/")
    try? FileManager.default.createDirectory(
      atPath: (progressFile.hasPrefix("/") ? "/" : "") + folder, withIntermediateDirectories: true)
    let lines = all.values.map(\.line).sorted()
    try AtomicFile.write(lines.joined(separator: "\n") + "\n", to: progressFile)
  }
}

extension LessonSources {
  /// Values as `--set` takes them, and logs as they are opened.
  public static let standard = LessonSources(
    value: { text, name throws(AskingError) in
      do throws(ScenarioFileError) {
        return try FileNode.value(text, name: name)
      } catch {
        throw AskingError(error.found, accepted: error.accepted)
      }
    },
    machine: { log throws(AskingError) in
      do throws(InputError) {
        let machine = try readMachine(named: "log", [MachineInput(name: "log", bytes: Array(log.utf8))])
        return (machine.scenario, machine.evidence)
      } catch {
        throw AskingError(error.found, accepted: error.accepted)
      }
    })
}
