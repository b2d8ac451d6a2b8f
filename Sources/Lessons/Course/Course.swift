/// The lessons that come with the program, in their order.
public enum Course {
  private static let files: [(name: String, bytes: @Sendable () -> [UInt8])] = [
    ("types", { PackageResources.types_md }), ("ranges", { PackageResources.ranges_md }),
    ("masks", { PackageResources.masks_md }), ("overlaps", { PackageResources.overlaps_md }),
    ("page-tables", { PackageResources.page_tables_md }), ("requests", { PackageResources.requests_md }),
    ("tracker", { PackageResources.tracker_md }), ("log", { PackageResources.log_md }),
    ("tolud", { PackageResources.tolud_md }), ("boot-order", { PackageResources.boot_order_md }),
    ("confidential", { PackageResources.confidential_md }), ("pci-hole", { PackageResources.pci_hole_md }),
    ("hardware", { PackageResources.hardware_md }), ("your-log", { PackageResources.your_log_md }),
  ]

  public static let names = files.map(\.name)

  /// A lesson's file as it is; nil where there is none of that name.
  public static func text(named name: String) -> String? {
    files.first { $0.name == name }.map { String(decoding: $0.bytes(), as: UTF8.self) }
  }

  /// A lesson of the course.
  ///
  /// - Parameters:
  ///   - name: One of `names`.
  ///   - sources: What a lesson's text cannot say by itself.
  /// - Returns: nil where there is none of that name.
  /// - Throws: `LessonError`; the lessons that come with the program have none, which a test sees to.
  public static func lesson(named name: String, sources: LessonSources) throws(LessonError) -> Lesson? {
    guard let text = text(named: name) else { return nil }
    return try LessonReader.read(text, name: name, file: "\(name).md", sources: sources)
  }
}
