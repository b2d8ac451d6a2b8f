import MemtypeEngine
import TestSupport
import Testing

@testable import MachineFormats

@Suite("Log prefixes", .bounded) struct LogPrefixTests {
  @Test(
    "decoration goes, the message stays",
    arguments: [
      "[    0.000000] last_pfn = 0x7ffcf",
      "[12345.678901] last_pfn = 0x7ffcf",
      "[    0.000000][    T0] last_pfn = 0x7ffcf",
      "[    0.000000] [T1] last_pfn = 0x7ffcf",
      "[Mon Nov 23 05:42:48 2026] last_pfn = 0x7ffcf",
      "[Nov23 05:42] last_pfn = 0x7ffcf",
      "[  +0.000012] last_pfn = 0x7ffcf",
      "[    1.000000 <    0.000100>] last_pfn = 0x7ffcf",
      "<6>[    0.000000] last_pfn = 0x7ffcf",
      "kern  :info  : [    0.000000] last_pfn = 0x7ffcf",
      "2026-11-23T05:42:48,123456+00:00 last_pfn = 0x7ffcf",
      "2026-11-23T05:42:48.123456+00:00 host kernel: [    0.000000] last_pfn = 0x7ffcf",
      "Nov 23 05:42:48 host kernel: last_pfn = 0x7ffcf",
      "Nov 23 05:42:48 host kernel: [    0.000000] last_pfn = 0x7ffcf",
      "Nov 23 05:42:48.123456 host kernel: last_pfn = 0x7ffcf",
      "Mon 2026-11-23 05:42:48 UTC host kernel: last_pfn = 0x7ffcf",
      "[    0.000000] host kernel: last_pfn = 0x7ffcf",
      "1795334455.123456 host kernel: last_pfn = 0x7ffcf",
      "kernel: last_pfn = 0x7ffcf",
      "Nov 23 05:42:48 host kernel[0]: last_pfn = 0x7ffcf",
      "Thu Jan  1 00:00:00 2026 kern.info kernel: [    0.000000] last_pfn = 0x7ffcf",
      "June 19 18:06:35 ####-desktop kernel: last_pfn = 0x7ffcf",
      "May 02 08:02:43 dom0 kernel: [   11.000000] [    0.000000] last_pfn = 0x7ffcf",
      "`[    0.000000] last_pfn = 0x7ffcf`",
      "> [    0.000000] last_pfn = 0x7ffcf",
      "> > >  [    0.000000] last_pfn = 0x7ffcf",
      ">> Nov 23 05:42:48 host kernel: [    0.000000] last_pfn = 0x7ffcf",
      "\t    last_pfn = 0x7ffcf",
      "   12\t[    0.000000] last_pfn = 0x7ffcf",
      "12:[    0.000000] last_pfn = 0x7ffcf",
      "last_pfn = 0x7ffcf",
    ])
  func stripped(_ line: String) {
    #expect(LogPrefix.strip(Array(line.utf8)[...]).string == "last_pfn = 0x7ffcf")
  }

  @Test(
    "what only looks like decoration stays",
    arguments: [
      "[mem 0xc0000000-0xfed1bfff] available for PCI devices",
      "[gap 0xc0000000-0xfed1bfff] available for PCI devices",
      "[drm] Found bochs VGA, ID 0xb0c5.", "[Firmware Warn]: MTRR: CPU 0: x",
      "pci 0000:00:01.0: BAR 0 [mem 0x1-0x2]",
      "0: 00000000c0000000-00000000ffffffff uncachable", "00000-9FFFF write-back",
      "0 base 00C0 mask FF uncachable",
    ])
  func kept(_ line: String) { #expect(LogPrefix.strip(Array(line.utf8)[...]).string == line) }

  @Test("cleaning: control sequences, line ends, byte order marks, UTF-16")
  func cleaning() {
    let text =
      "\u{1b}[32m[    0.000000] \u{1b}[0m\u{1b}[33mlast_pfn\u{1b}[0m = 1\r\nb\rc\r\r\nd\u{a0}e\u{1b}]0;t\u{7}f"
    #expect(
      SourceText(name: "x", text: text).lines.map(\.text) == [
        "[    0.000000] last_pfn = 1", "b", "c", "d ef",
      ])
    #expect(
      SourceText(name: "x", text: "^[[1;32ma^[[m [0mb[mem 0x1-0x2] ESC[mc[m").lines.map(\.text) == [
        "a b[mem 0x1-0x2] c[m"
      ])
    let wide: [UInt8] = [0xff, 0xfe] + "ab\r\nc".utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    #expect(SourceText(name: "x", bytes: wide).lines.map(\.text) == ["ab", "c"])
    #expect(SourceText(name: "x", bytes: [0xef, 0xbb, 0xbf, 0x61, 0xff]).lines.map(\.text) == ["a\u{fffd}"])
    #expect(SourceText(name: "x", bytes: []).lines.isEmpty)
    for tail in ["\u{1b}", "\u{1b}[", "\u{1b}]", "\u{1b}(", "\r", "\u{1b}[12"] {
      #expect(SourceText(name: "x", text: "a" + tail).lines.map(\.text) == ["a"])
    }
  }
}
