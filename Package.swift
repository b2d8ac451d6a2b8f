// swift-tools-version: 6.1
import PackageDescription

/// Dependencies point one way: the command -> Explorer -> Screen and MemtypeEngine; the command -> Terminal -> Screen;
/// MachineFormats -> MemtypeEngine. Only CTerminal and Terminal know curses.
let package = Package(
  name: "mtrrscope",
  products: [
    .executable(name: "mtrrscope", targets: ["mtrrscope"]),
    .executable(name: "mtrrscope-bench", targets: ["mtrrscope-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    .target(name: "MemtypeEngine"),
    .target(
      name: "MachineFormats", dependencies: ["MemtypeEngine", .product(name: "Yams", package: "Yams")]),
    .target(name: "Screen"),
    .target(name: "Explorer", dependencies: ["MemtypeEngine", "Screen"]),
    .target(
      name: "Workspace",
      dependencies: ["Explorer", "MachineFormats", "MemtypeEngine", "Screen", "Themes"]),
    .target(
      name: "Themes", dependencies: ["Screen", .product(name: "Yams", package: "Yams")], path: "Themes",
      resources: [.embedInCode("Schemes")]),
    // Linked by name: ncurses' own pkg-config flags make SwiftPM warn on every build.
    .target(
      name: "CTerminal", cSettings: [.define("_GNU_SOURCE")],
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "Terminal", dependencies: ["CTerminal", "Screen"]),
    .executableTarget(
      name: "mtrrscope",
      dependencies: [
        "MemtypeEngine", "MachineFormats", "Screen", "Explorer", "Workspace", "Terminal", "Themes",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "mtrrscope-bench",
      dependencies: [
        "MemtypeEngine", "MachineFormats", "Screen", "Explorer", "Workspace",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/Benchmarks"),

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "MemtypeEngineTests", dependencies: ["MemtypeEngine", "TestSupport"]),
    // A session that makes edits until it is killed.
    .executableTarget(
      name: "journal-probe", dependencies: ["MachineFormats", "MemtypeEngine"], path: "Tests/JournalProbe"),
    .testTarget(
      name: "MachineFormatsTests",
      dependencies: ["MachineFormats", "MemtypeEngine", "TestSupport", "journal-probe"]),
    .testTarget(
      name: "WorkspaceTests",
      dependencies: ["Workspace", "Explorer", "MachineFormats", "MemtypeEngine", "Screen", "TestSupport"]),
    .testTarget(name: "ScreenTests", dependencies: ["Screen", "Themes", "TestSupport"]),
    .testTarget(
      name: "ExplorerTests",
      dependencies: ["Explorer", "Screen", "MemtypeEngine", "TestSupport"], exclude: ["Screens"]),
    // A program that shows what reaches it and fails on command: what the real one must never do.
    .executableTarget(
      name: "terminal-probe", dependencies: ["Screen", "Terminal", "Themes"], path: "Tests/TerminalProbe"),
    // Run the real binary and the probe on a pseudo-terminal, so they are built with them.
    .testTarget(
      name: "TerminalTests",
      dependencies: ["mtrrscope", "terminal-probe", "Terminal", "Screen", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
