import Explorer
import FoundationEssentials
import Glibc
import Lessons
import MachineFormats
import Screen
import VisibleText

/// Why a lesson could not be written: one line.
public struct ExportError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String
}

/// A lesson as pictures for slides and handouts: every step before and after the answer.
public struct LessonExport {
  private let lesson: Lesson
  private let size: Size
  private let scheme: Scheme?

  /// In a scheme's colours; without one black on white.
  public init(_ lesson: Lesson, size: Size, scheme: Scheme?) {
    self.lesson = lesson
    self.size = size
    self.scheme = scheme
  }

  /// Every file by its name: `03-before.svg`, and `index.html` with all of them in order.
  public var files: [(name: String, text: String)] {
    let screens = LessonPlay(lesson, size: size).screens()
    var files: [(name: String, text: String)] = []
    var page = ""
    for (index, step) in screens.enumerated() {
      let number = index < 9 ? "0\(index + 1)" : "\(index + 1)"
      page += "<h2>\(index + 1). \(escaped(step.title))</h2>\n"
      for (name, frame) in [("before", step.before), ("after", step.after)] {
        guard let frame else { continue }
        let picture = FramePicture(frame, scheme: scheme)
        for format in FramePicture.Format.allCases {
          files.append(
            (
              "\(number)-\(name).\(format.rawValue)",
              picture.text(format, title: "\(lesson.title): \(step.title)")
            ))
        }
        page +=
          "<p>\(name == "before" ? "Predict:" : "Revealed:")</p>\n<p><img src=\"\(number)-\(name).svg\" alt=\"\"></p>\n"
      }
      if !step.notes.isEmpty { page += "<p><b>For the teacher:</b> \(notes(step.notes))</p>\n" }
    }
    files.append(("index.html", document(page)))
    return files
  }

  private func document(_ body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <title>\(escaped(lesson.title))</title>
    <style>body{font-family:sans-serif;margin:2em}img{max-width:100%;border:1px solid #888}h2{break-before:page}</style>
    </head>
    <body>
    <h1>\(escaped(lesson.title))</h1>
    <p>\(lesson.minutes > 0 ? "\(lesson.minutes) minutes. " : "")Afterwards a learner can \(escaped(lesson.goal)).</p>
    \(body)</body>
    </html>

    """
  }

  private func notes(_ blocks: [TextBlock]) -> String {
    blocks.map { block in
      switch block {
      case .paragraph(let text), .item(let text): escaped(TextBlock.plain(text))
      case .code(let lines): escaped(lines.joined(separator: " "))
      }
    }.joined(separator: " ")
  }

  private func escaped(_ text: String) -> String {
    printable(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  /// Writes all files to a directory, which is made where it is not there; says how many. Throws `ExportError`.
  public func write(to directory: String) throws(ExportError) -> Int {
    let directory = expanded(directory)
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw ExportError(description: "\(directory): no directory can be made there")
    }
    let files = files
    for file in files {
      do throws(StorageError) {
        try AtomicFile.write(file.text, to: "\(directory)/\(file.name)")
      } catch {
        throw ExportError(description: error.description)
      }
    }
    return files.count
  }
}
