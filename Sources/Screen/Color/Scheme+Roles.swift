extension Scheme {
  /// The colour that a role wants before it is fitted to the terminal.
  ///
  /// Red belongs to failures alone and yellow to warnings and changes; the memory types share the other accents
  /// evenly, and what is read most (addresses, values) stays near the text colour.
  func color(of role: Role) -> RGB {
    switch role {
    case .text, .value: self[.base05]
    case .strong: self[.base07]
    case .dim: self[.base03].mixed(with: self[.base04], 0.5)
    case .disabled: self[.base03]
    case .title: self[.base06]
    case .border: self[.base02].mixed(with: self[.base03], 0.5)
    case .borderFocused, .key: self[.base0D]
    case .address: self[.base05].mixed(with: self[.base0D], 0.3)
    case .label: self[.base04]
    case .changed, .warning: self[.base0A]
    case .match: self[.base13]
    case .good: self[.base14]
    case .bad: self[.base12]
    case .note: self[.base16]
    case .typeUC: self[.base0E]
    case .typeUCMinus: self[.base09]
    case .typeWC: self[.base0C]
    case .typeWT: self[.base0D]
    case .typeWP: self[.base0F]
    case .typeWB: self[.base0B]
    case .typeNone: self[.base03]
    }
  }
}
