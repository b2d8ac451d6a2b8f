import Explorer
import FoundationEssentials
import Glibc
import MachineFormats
import MemtypeEngine
import Screen
import Themes
import VisibleText

/// Where a user's settings lie, and what they are.
public struct Settings: Sendable {
  /// `$XDG_CONFIG_HOME/mtrrscope`, or `~/.config/mtrrscope`. The variable counts only if it is absolute.
  public static var defaultDirectory: String {
    let environment = ProcessInfo.processInfo.environment
    if let directory = environment["XDG_CONFIG_HOME"], directory.hasPrefix("/") {
      return directory + "/mtrrscope"
    }
    return homeDirectory() + "/.config/mtrrscope"
  }

  public let directory: String
  public let configuration: Configuration

  public var file: String { "\(directory)/config.yaml" }
  var themes: String { "\(directory)/themes" }

  /// The settings that come with the program, with the user's themes.
  public init(directory: String = Settings.defaultDirectory) {
    self.directory = directory
    configuration = Configuration()
  }

  /// Reads `config.yaml`; without one everything is as it comes.
  ///
  /// - Throws: `ScenarioFileError` with line and key of a setting that cannot be.
  public init(readingFrom directory: String) throws(ScenarioFileError) {
    self.directory = directory
    let file = "\(directory)/config.yaml"
    guard FileManager.default.fileExists(atPath: file) else {
      configuration = Configuration()
      return
    }
    guard let text = Self.text(file) else {
      throw ScenarioFileError(
        file: file, found: "this file cannot be read",
        accepted: "a text file of at most 1 MiB that you may read")
    }
    configuration = try Configuration.parse(text, file: file)
  }

  private static func text(_ path: String) -> String? {
    guard let bytes = try? InputFile.contents(of: path, limit: 1 << 20) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  // MARK: Themes

  /// A theme by its name or path.
  ///
  /// - Throws: `SchemeError` for a name that no theme has, or a file that is none.
  public func scheme(_ name: String) throws(SchemeError) -> Scheme {
    try Themes.find(expanded(name), folders: [themes]) { Self.text($0) }
  }

  /// The user's own themes and then the bundled ones, with what is wrong with those that cannot be used.
  public func themeChoices() -> [ThemeChoice] {
    let own = ((try? FileManager.default.contentsOfDirectory(atPath: themes)) ?? []).sorted()
      .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
    let names = own.map { String($0.prefix { $0 != "." }) }
    return (own.map { "\(themes)/\($0)" } + Themes.names.filter { !names.contains($0) }).map { name in
      let short = name.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? name
      do throws(SchemeError) {
        let scheme = try self.scheme(name)
        let variant = scheme.isDark ? "dark" : "light"
        let contrast = Int(scheme[.base05].contrast(with: scheme[.base00]))
        return ThemeChoice(
          name: name.hasPrefix(themes) ? short : name,
          detail: printable("\(variant), contrast \(contrast):1  \(scheme.name)"))
      } catch {
        return ThemeChoice(name: short, detail: "", problem: printable(error.description))
      }
    }
  }
}
