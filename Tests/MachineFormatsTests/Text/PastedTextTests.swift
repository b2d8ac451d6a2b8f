import TestSupport
import Testing

@testable import MachineFormats

@Suite("Pasted text", .bounded) struct PastedTextTests {
  private func lines(_ text: String) -> [String] { SourceText(name: "x", text: text).lines.map(\.text) }
  private func numbers(_ text: String) -> [Int] { SourceText(name: "x", text: text).lines.map(\.number) }

  @Test("quoted-printable: escapes, soft breaks, blanks of Latin-1, the file's line numbers")
  func quotedPrintable() {
    let text = """
      last_pfn =3D 0x1ffe0
      BIOS-e820: [mem 0x0-0x1] reser=
      ved
      usable =3D=3D> rese=20=
      rved
      WB=A0=C2=A0WC
      end
      """
    #expect(
      lines(text) == [
        "last_pfn = 0x1ffe0", "BIOS-e820: [mem 0x0-0x1] reserved", "usable ==> rese rved", "WB  WC", "end",
      ])
    #expect(numbers(text) == [1, 2, 4, 6, 7])
  }

  @Test("mail as it was sent: base64, and the HTML copy of a text left out")
  func mailParts() throws {
    let mail = """
      From: somebody <a@example.org>
      Subject: TPM does not work
      MIME-Version: 1.0
      Content-Type: multipart/alternative; boundary="0000000000001f2a"

      --0000000000001f2a
      Content-Type: text/plain; charset="UTF-8"
      Content-Transfer-Encoding: base64

      WyAgICAwLjAwMDAwMF0gQklPUy1lODIwOiBbbWVtIDB4MDAwMDAwMDAwMDAwMDAwMC0weDAwMDAw
      MDAwMDAwOWZiZmZdIHVzYWJsZQpbICAgIDAuMDAwMDAwXSBCSU9TLWU4MjA6IFttZW0gMHgwMDAw
      MDAwMDAwMTAwMDAwLTB4MDAwMDAwMDA3ZmZjZWZmZl0gdXNhYmxlClsgICAgMS43MzA0NTldIGlv
      cmVtYXAgZXJyb3IgZm9yIDB4ZmVkNDAwMDAtMHhmZWQ0NTAwMCwgcmVxdWVzdGVkIDB4MiwgZ290
      IDB4MAo=

      --0000000000001f2a
      Content-Type: text/html; charset="UTF-8"
      Content-Transfer-Encoding: quoted-printable

      <div>[    1.730459] ioremap error for 0xfed40000-0xfed45000, requested 0x2, got=
       0x0</div>

      --0000000000001f2a--
      """
    let source = SourceText(name: "x", text: mail)
    let kept = source.lines.map(\.text).filter { $0.hasPrefix("[") }
    #expect(
      kept == [
        "[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable",
        "[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000007ffcefff] usable",
        "[    1.730459] ioremap error for 0xfed40000-0xfed45000, requested 0x2, got 0x0",
      ])
    // A line has the number of the line of the file in which its first byte stands.
    #expect(source.lines.first { $0.text.hasPrefix("[") }?.number == 10)
    #expect(source.lines.contains { $0.text == "Subject: TPM does not work" })
    let machine = try readMachine(named: "x", [MachineInput(name: "x", bytes: Array(mail.utf8))])
    #expect(machine.report.log?.value.failures.count == 1)
  }

  @Test("an attachment that is no text is left out")
  func foreignParts() {
    let mail = """
      Content-Type: multipart/mixed; boundary="=_b1"

      --=_boundary1
      Content-Type: application/octet-stream; name=x.gz
      Content-Transfer-Encoding: base64

      AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4
      --=_boundary1
      Content-Type: text/plain

      [    0.000000] last_pfn = 0x7ffcf max_arch_pfn = 0x400000000
      """
    #expect(
      lines(mail).filter { !$0.isEmpty } == ["[    0.000000] last_pfn = 0x7ffcf max_arch_pfn = 0x400000000"])
  }

  @Test(
    "equals signs of other texts stay",
    arguments: [
      "reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back",
      "root=UUID=1b2c3d4e-AA00 ro memmap=1M=3D\nx=1\ny=2\nz=3\nw=4\nv=5\nu=6\nt=7\ns=8",
      "lines=25 columns=80",
      "a = b =\nc",
    ])
  func notQuotedPrintable(_ text: String) { #expect(lines(text).joined(separator: "\n") == text) }

  @Test("HTML: tags, character references, lines that only tags end")
  func html() {
    let text = """
      <pre>[    0.000000] a ==&gt; b
      <span class="x">&lt;6&gt;[    0.000000]</span> c &amp;amp; d</pre>
      one<br>two<BR/>three<br />
      <div>x&nbsp;&#62;&#x3e;y</div><p>z</p>
      """
    #expect(
      lines(text) == [
        "[    0.000000] a ==> b", "<6>[    0.000000] c &amp; d", "one", "two", "three", "x >>y", "z",
      ])
    #expect(numbers(text) == [1, 2, 3, 3, 3, 4, 4])
  }

  @Test(
    "what only looks like markup stays",
    arguments: [
      "<6>[    0.000000] x", "(build@host) <foo@bar.org>", "write-back<->uncached-minus",
      "[    1.000000 <    0.100000>] x", "If (Local0 < B) { C & D; }", "a && b; c &lt d", "x <bus 0>",
      "[mem 0x0-0x1] [bus 00-ff] [drm] [b] [i]", "EXT4-fs (sda1) [/dev/sda1]", "\\_SB.PCI0",
    ])
  func notMarkup(_ text: String) { #expect(lines(text) == [text]) }

  @Test("BBCode and Markdown")
  func forums() {
    #expect(lines("[QUOTE=someone][B][    0.0] x[/B][/QUOTE]") == ["[    0.0] x"])
    #expect(lines("[code]\n[mem 0x0-0x1]\n[/code]") == ["", "[mem 0x0-0x1]"])
    #expect(lines("\\[    0.000000\\] last\\_pfn = 1") == ["[    0.000000] last_pfn = 1"])
  }

  @Test("dashes, apostrophes and invisible characters of word processors")
  func typography() {
    #expect(lines("0x0\u{2013}0x1 a \u{2013} b") == ["0x0-0x1 a \u{2013} b"])
    #expect(lines("can\u{2019}t \u{201c}x\u{201d} don\u{2019}t") == ["can't \u{201c}x\u{201d} don't"])
    #expect(lines("a\u{200b}b\u{202f}c\u{feff}d\u{2028}e") == ["ab cd", "e"])
    #expect(SourceText(name: "x", bytes: [0x61, 0xa0, 0x62]).lines.map(\.text) == ["a b"])
    #expect(lines("caf\u{e9} \u{1f600} \u{65e5}") == ["caf\u{e9} \u{1f600} \u{65e5}"])
  }

  @Test("UTF-16 without a mark")
  func utf16() {
    let text = "[    0.000000] last_pfn = 0x1\r\nb"
    for isLittle in [true, false] {
      let bytes = text.utf16.flatMap {
        isLittle ? [UInt8($0 & 0xff), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xff)]
      }
      #expect(
        SourceText(name: "x", bytes: bytes).lines.map(\.text) == ["[    0.000000] last_pfn = 0x1", "b"])
    }
  }

  @Test("a scenario file is left as it is")
  func scenario() {
    let text = "name: a =3D <br> &gt;\nb: =3D\nc: d=\ne"
    #expect(SourceText(name: "x.yaml", text: text).lines.map(\.text).joined(separator: "\n") == text)
  }

  @Test("tails of everything that can begin")
  func tails() {
    for tail in [
      "=", "=3", "<", "</", "<pre", "&", "&#", "&#x", "&gt", "[", "[/", "[/b", "\\", "\\[", "\u{c2}",
    ] {
      _ = lines("=3D=3D <br> &gt; [/b] \\[ 0\n" + tail)
    }
  }
}
