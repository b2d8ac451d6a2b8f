/// A device of the user's own, with an explicit driver.
extension DriverModel {
  static let custom = DriverModel(
    "custom", source: "", forms: [],
    driver: { device in
      if case .driver(let driver) = device.kind.options { driver } else { nil }
    })
}

extension Device.Kind {
  /// A device of the user's own, with an explicit driver.
  public static func custom(_ driver: Driver) -> Device.Kind { Device.Kind(.custom, .driver(driver)) }
}
