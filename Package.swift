// swift-tools-version: 6.1
import PackageDescription

/// Dependencies point one way: the command -> Explorer -> Screen and MemtypeEngine; the command -> Terminal -> Screen;
/// MachineFormats -> MemtypeEngine; all that show text -> VisibleText. Only CTerminal and Terminal know curses.
let package = Package(
  name: "mtrrscope",
  products: [
    .executable(name: "mtrrscope", targets: ["mtrrscope"]),
    .executable(name: "mtrrscope-bench", targets: ["mtrrscope-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
  ],
  targets: [
    .target(name: "MemtypeEngine", dependencies: ["VisibleText"]),
    .target(name: "VisibleText"),
    .target(name: "Progress"),
    // libyaml itself: the packages around it use Foundation, and so half of a program would be ICU's data.
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .target(name: "YAML", dependencies: ["CYAML"]),
    // A header of the C library that Glibc's module leaves out.
    .systemLibrary(name: "CExtendedAttributes"),
    .target(
      name: "MachineFormats",
      dependencies: [
        "CExtendedAttributes", "MemtypeEngine", "Progress", "VisibleText", "YAML",
      ]),
    .target(name: "Screen", dependencies: ["VisibleText"]),
    .target(
      name: "Lessons", dependencies: ["MemtypeEngine"], resources: [.embedInCode("Resources")]),
    .target(
      name: "Explorer", dependencies: ["Lessons", "MemtypeEngine", "Screen"],
      resources: [.embedInCode("Manual/Manual.md")]),
    .target(
      name: "Workspace",
      dependencies: [
        "Explorer", "Lessons", "MachineFormats", "MemtypeEngine", "Progress", "Screen", "Themes",
        "VisibleText",
      ]),
    .target(
      name: "Themes", dependencies: ["Screen", "YAML"], path: "Themes",
      resources: [.embedInCode("Schemes")]),
    // Linked by name: ncurses' own pkg-config flags make SwiftPM warn on every build.
    .target(
      name: "CTerminal", cSettings: [.define("_GNU_SOURCE")],
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "Terminal", dependencies: ["CTerminal", "Progress", "Screen"]),
    .executableTarget(
      name: "mtrrscope",
      dependencies: [
        "MemtypeEngine", "MachineFormats", "Progress", "Screen", "Explorer", "Lessons", "Workspace",
        "Terminal", "Themes",
        "VisibleText",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "mtrrscope-bench",
      dependencies: [
        "MemtypeEngine", "MachineFormats", "Screen", "Explorer", "Workspace",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/Benchmarks"),

    .target(name: "TestSupport", dependencies: ["Screen"], path: "Tests/TestSupport"),
    .testTarget(name: "YAMLTests", dependencies: ["TestSupport", "YAML"]),
    .testTarget(name: "MemtypeEngineTests", dependencies: ["MemtypeEngine", "TestSupport"]),
    // A session that makes edits until it is killed.
    .executableTarget(
      name: "journal-probe", dependencies: ["MachineFormats", "MemtypeEngine"], path: "Tests/JournalProbe"),
    .testTarget(
      name: "MachineFormatsTests",
      dependencies: [
        "CExtendedAttributes", "MachineFormats", "MemtypeEngine", "TestSupport", "journal-probe",
      ],
      exclude: ["Captures/Counts"]),
    .testTarget(
      name: "WorkspaceTests",
      dependencies: [
        "Workspace", "Explorer", "Lessons", "MachineFormats", "MemtypeEngine", "Screen", "TestSupport",
        "Themes",
      ]),
    .testTarget(name: "ScreenTests", dependencies: ["Screen", "Themes", "TestSupport", "VisibleText"]),
    .testTarget(
      name: "LessonsTests", dependencies: ["Lessons", "MachineFormats", "MemtypeEngine", "TestSupport"]),
    .testTarget(
      name: "ExplorerTests",
      dependencies: ["Explorer", "Lessons", "Screen", "MemtypeEngine", "TestSupport"], exclude: ["Screens"]),
    // A program that shows what reaches it and fails on command: what the real one must never do.
    .executableTarget(
      name: "terminal-probe", dependencies: ["Progress", "Screen", "Terminal", "Themes"],
      path: "Tests/TerminalProbe"),
    // Run the real binary and the probe on a pseudo-terminal, so they are built with them.
    .testTarget(
      name: "TerminalTests",
      dependencies: [
        "mtrrscope", "terminal-probe", "MemtypeEngine", "Terminal", "Screen", "TestSupport", "Themes",
        "VisibleText",
      ],
      exclude: ["Snapshots"]),
  ],
  swiftLanguageModes: [.v6]
)

// Only for Tests/Fuzz/run: every module is instrumented then, and libFuzzer brings the main function.
if Context.environment["MTRRSCOPE_FUZZ"] != nil {
  package.products.append(.executable(name: "fuzz", targets: ["fuzz"]))
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Explorer", "MachineFormats", "MemtypeEngine", "Screen", "Terminal", "Themes", "Workspace",
      ],
      path: "Tests/Fuzz", exclude: ["run", "seed"]))
}
