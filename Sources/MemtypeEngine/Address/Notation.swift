/// How numbers are written. The engine has no Foundation, and the kernel's printf rules are its own.
extension FixedWidthInteger {
  /// Lower-case hex without prefix, zero-padded to at least `width` digits.
  public func hex(width: Int = 1) -> String {
    let digits = String(self, radix: 16)
    return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
  }

  /// The kernel's `%#x`: `0x` and hex, for zero too. `width` counts the prefix, as in `%#010Lx`.
  public func prefixedHex(width: Int = 3) -> String { "0x" + hex(width: width - 2) }

  /// Decimal, padded with blanks on the left to at least `width` characters.
  public func decimal(width: Int = 1) -> String {
    let digits = String(self)
    return digits.count >= width ? digits : String(repeating: " ", count: width - digits.count) + digits
  }
}

extension UInt64 {
  /// For people: hex grouped by four digits, `0xfed4_0000`; `0x0` for zero.
  public var grouped: String { "0x" + groupedDigits }

  /// The same without the prefix, `fed4_0000`.
  public var groupedDigits: String {
    let digits = String(self, radix: 16)
    let count = digits.utf8.count
    guard count > 4 else { return digits }
    var result = ""
    result.reserveCapacity(count + count / 4)
    for (i, digit) in digits.unicodeScalars.enumerated() {
      if i > 0, (count - i) % 4 == 0 { result.append("_") }
      result.unicodeScalars.append(digit)
    }
    return result
  }

  /// For people: a size in the largest binary unit that needs at most two decimals, `20K`, `1.75G`, `512M`.
  ///
  /// Exact where it has at most two decimals; otherwise rounded down and marked with `~`.
  public var sizeText: String {
    let units: [(UInt64, String)] = [
      (1 << 60, "E"), (1 << 50, "P"), (.tib, "T"), (.gib, "G"), (.mib, "M"), (.kib, "K"),
    ]
    for (unit, letter) in units where self >= unit {
      let whole = self / unit
      let rest = self % unit
      if rest == 0 { return "\(whole)\(letter)" }
      // rest < unit, so the quotient is below 100 and the division cannot overflow
      let (hundredths, remainder) = unit.dividingFullWidth(rest.multipliedFullWidth(by: 100))
      var decimals = hundredths < 10 ? "0\(hundredths)" : "\(hundredths)"
      while decimals.hasSuffix("0") { decimals.removeLast() }
      return (remainder == 0 ? "" : "~") + "\(whole)" + (decimals.isEmpty ? "" : ".\(decimals)") + letter
    }
    return "\(self)B"
  }

  /// The same, but where that is not exact by what it is from the next GiB, if that is: `2G-832K`, `2G+16M`.
  public var offsetSizeText: String {
    let plain = sizeText
    guard plain.hasPrefix("~"), self >= .gib >> 1 else { return plain }
    let near = adding(clamped: .gib >> 1) & ~(.gib - 1)
    let rest = near > self ? near - self : self - near
    let restText = rest.sizeText
    return restText.hasPrefix("~") ? plain : "\(near.sizeText)\(near > self ? "-" : "+")\(restText)"
  }
}
