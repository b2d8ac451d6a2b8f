import VisibleText

/// An audit as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), in pieces that are written one after the
/// other.
enum SARIF {
  struct Text: Encodable {
    var text: String
  }

  struct Rule: Encodable {
    struct Configuration: Encodable {
      var level: String
    }

    var id: String
    var shortDescription: Text
    var fullDescription: Text
    var help: Text
    var defaultConfiguration: Configuration

    init(_ rule: AuditRule) {
      id = rule.id
      shortDescription = Text(text: rule.title)
      fullDescription = Text(text: rule.reason)
      help = Text(text: rule.advice)
      defaultConfiguration = Configuration(level: rule.severity.rawValue)
    }
  }

  struct Driver: Encodable {
    var name = "mtrrscope"
    var version: String
    var rules = AuditRule.all.map(Rule.init)
  }

  struct Result: Encodable {
    struct Location: Encodable {
      struct Physical: Encodable {
        struct Artifact: Encodable {
          var uri: String
        }

        struct Region: Encodable {
          struct Snippet: Encodable {
            var text: String
          }

          var startLine: Int
          var snippet: Snippet
        }

        var artifactLocation: Artifact
        var region: Region?
      }

      var physicalLocation: Physical
    }

    struct Properties: Encodable {
      var machine: String
      var certainty: String
      var hangsOn: [String]
    }

    var ruleId: String
    var ruleIndex: Int
    var level: String
    var message: Text
    var locations: [Location]
    /// The other places, which the first location's reader may want.
    var relatedLocations: [Location]
    var properties: Properties

    init(_ finding: AuditFinding, machine: String) {
      ruleId = finding.rule.id
      ruleIndex = AuditRule.all.firstIndex { $0.id == finding.rule.id } ?? 0
      level = finding.severity.rawValue
      message = Text(text: "\(machine): \(finding.message)")
      let all = finding.evidence.map { evidence in
        Location(
          physicalLocation: .init(
            artifactLocation: .init(uri: SARIF.uri(evidence.file)),
            region: evidence.line.map { .init(startLine: $0, snippet: .init(text: evidence.text)) }))
      }
      locations = Array(all.prefix(1))
      relatedLocations = Array(all.dropFirst())
      properties = Properties(
        machine: machine, certainty: finding.certainty.rawValue, hangsOn: finding.hangsOn)
    }
  }

  struct Invocation: Encodable {
    struct Notification: Encodable {
      var message: Text
      var level = "error"
    }

    var executionSuccessful: Bool
    var toolExecutionNotifications: [Notification]
  }

  static let schema = "https://json.schemastore.org/sarif-2.1.0.json"

  /// Everything up to the first result.
  static func head(version: String) throws -> String {
    let driver = try JSONText.line(Driver(version: version)).dropLast()
    return
      "{\"$schema\":\"\(schema)\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":\(driver)},\n\"results\":[\n"
  }

  /// Everything behind the last one: what could not be read is the run's own failure.
  static func tail(_ unread: [AuditResult]) throws -> String {
    let invocation = Invocation(
      executionSuccessful: unread.isEmpty,
      toolExecutionNotifications: unread.map { .init(message: Text(text: $0.error ?? $0.name)) })
    return "],\n\"invocations\":[" + (try JSONText.line(invocation)).dropLast() + "]}]}\n"
  }

  /// A path as a URI reference (RFC 3986): everything but unreserved characters and slashes is percent-encoded.
  static func uri(_ path: String) -> String {
    var result = path.hasPrefix("/") ? "file://" : ""
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e, 0x2f:
        result.append(Character(Unicode.Scalar(byte)))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }
}
