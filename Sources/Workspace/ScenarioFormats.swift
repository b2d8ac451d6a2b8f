import Explorer
import MachineFormats
import MemtypeEngine
import VisibleText

extension ScenarioFormats {
  /// Scenario files and the report that `mtrrscope report` prints.
  public static let standard = ScenarioFormats(
    source: { ScenarioFile.text(of: $0) },
    scenario: { text in
      do throws(ScenarioFileError) {
        return .success(try ScenarioFile.parse(text, file: "the scenario"))
      } catch {
        return .failure(
          ScenarioFileError(
            file: "", line: error.line, found: printable(error.found), accepted: printable(error.accepted)))
      }
    },
    reports: MailReport.Form.allCases.map { form in
      ReportForm(fileExtension: form.fileExtension) { MailReport($0).text(as: form) }
    })
}
