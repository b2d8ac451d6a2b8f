/// What the machine's own log says of the devices in a page, before any rule.
func loggedReasons(_ address: PhysicalAddress, in evaluation: Evaluation) -> [Reason] {
  let page = AddressRange(start: address.roundedDown(to: .page), size: .page)
  return evaluation.scenario.devices.compactMap { device in
    guard let observed = device.observed, device.range.pageRounded.overlaps(page) else { return nil }
    let words = "the machine's log says of \(device.name): \(observed.text)"
    return Reason(
      observed.isUnexplained ? words + "; no rule leads to that from what is known" : words,
      source: "boot log")
  }
}
