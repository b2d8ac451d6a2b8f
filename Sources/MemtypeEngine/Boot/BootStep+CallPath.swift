extension BootStep {
  /// The functions that lead to the mapping of this step, outermost first; empty for a step that maps nothing.
  ///
  /// As a trace of Linux 6.12 shows them; a driver's own helpers and the thunks of initcalls are left out.
  public var callPath: [String] {
    guard let mapping else { return [] }
    switch work {
    case .setUp: return []
    case .earlyTables: return ["start_kernel", "setup_arch", "acpi_boot_table_init", "early_memremap"]
    case .fixmap: return ["start_kernel", "setup_arch", function, "set_fixmap_nocache"]
    case .reserveHole: return ["start_kernel", "memtype_reserve"]
    case .tables:
      return ["start_kernel", "acpi_early_init", "acpi_reallocate_root_table", "acpi_os_map_memory"]
        + Self.acpiTail(mapping)
    case .earlyHPET:
      return ["start_kernel", "x86_late_time_init", "hpet_time_init", "hpet_enable"] + Self.tail(mapping)
    case .region:
      return [
        "do_initcalls", "acpi_init", "acpi_scan_init", "acpi_bus_scan", "acpi_evaluate_object",
        "acpi_ex_system_memory_space_handler", "acpi_os_map_memory",
      ] + Self.acpiTail(mapping)
    case .driver:
      if phase == .userSpace { return ["mmap", "mmap_region", function] + Self.tail(mapping) }
      return ["do_initcalls", phase.name] + (function.isEmpty ? [] : [function]) + Self.tail(mapping)
    }
  }

  private static func acpiTail(_ mapping: MappingAttempt) -> [String] {
    if case .reused = mapping.outcome { return ["acpi_os_map_iomem", "acpi_map_lookup"] }
    return ["acpi_os_map_iomem", "acpi_os_ioremap"] + tail(mapping)
  }

  /// From the call that a driver makes down to the tracker.
  private static func tail(_ mapping: MappingAttempt) -> [String] {
    if case .busyRegion = mapping.refusal { return ["devm_ioremap_resource", "__request_region"] }
    switch mapping.call {
    case "remap_pfn_range":
      return ["remap_pfn_range", "track_pfn_remap", "reserve_pfn_range", "memtype_reserve"]
    case "devm_memremap_pages": return ["devm_memremap_pages", "track_pfn_remap", "memtype_reserve"]
    case "arch_io_reserve_memtype_wc":
      return ["arch_io_reserve_memtype_wc", "memtype_reserve_io", "memtype_reserve"]
    case "memtype_reserve_io": return ["memtype_reserve_io", "memtype_reserve"]
    case "acpi_os_map_iomem", "kmap": return ["acpi_os_map_iomem"]
    case let call where call.hasPrefix("ioremap"): return [call, "__ioremap_caller", "memtype_reserve"]
    case "memremap": return ["memremap", "__ioremap_caller", "memtype_reserve"]
    default: return [mapping.call]
    }
  }
}
