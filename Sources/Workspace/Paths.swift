import Explorer
import FoundationEssentials
import Glibc
import Lessons
import VisibleText

extension Workspace {
  /// The paths that begin with a text, a directory's with a slash behind it.
  @Sendable public static func paths(beginningWith prefix: String) -> [String] {
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let start = prefix.dropFirst(folder.count)
    let directory = folder.isEmpty ? "." : expanded(folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { $0.hasPrefix(start) && ($0.hasPrefix(".") == start.hasPrefix(".")) }.sorted()
      .prefix(mostPaths).map { name in
        var isDirectory = false
        let exists = FileManager.default.fileExists(atPath: "\(directory)/\(name)", isDirectory: &isDirectory)
        return folder + name + (exists && isDirectory ? "/" : "")
      }
  }

  /// A directory may hold a million files.
  private static let mostPaths = 1000
}

extension HostEnvironment {
  /// The file system for completing paths, a user's themes and lessons, and what the shell offers.
  public static func files(
    _ settings: Settings, commandLine: @escaping @Sendable () -> CommandLineReference = { .none }
  ) -> HostEnvironment {
    let library = LessonLibrary()
    return HostEnvironment(
      paths: Workspace.paths, themes: { settings.themeChoices() }, commandLine: commandLine,
      scheme: { try? settings.scheme($0) }, lessons: { library.choices() },
      lesson: { name in
        do throws(LessonError) {
          return .success(OpenedLesson(try library.lesson(name), progress: library.progress()[name]))
        } catch {
          return .failure(LessonProblem(printable(error.description)))
        }
      })
  }
}
