extension BootStep {
  /// The functions that lead to the mapping of this step, outermost first; empty for a step that maps nothing.
  ///
  /// As stack traces of Linux 6.16 show them, from the initcall or the system call on. A driver's own helpers are left
  /// out.
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
    case .region(_, _, _, let method, _):
      return Self.initcall + ["acpi_init"] + Self.evaluation(of: method) + Self.fieldRead
        + Self.acpiTail(mapping)
    case .driver:
      if phase == .userSpace { return ["mmap", "mmap_region", function] + Self.tail(mapping) }
      return Self.initcall + (function.isEmpty ? [] : [function]) + Self.tail(mapping)
    }
  }

  private static let initcall = ["kernel_init", "kernel_init_freeable", "do_one_initcall"]

  /// From `acpi_init` to the method: the namespace is initialised, then the devices' status is asked for.
  private static func evaluation(of method: String) -> [String] {
    switch method {
    case "_INI":
      ["acpi_bus_init", "acpi_initialize_objects", "acpi_ns_initialize_devices", "acpi_ns_init_one_device"]
    case "_STA":
      [
        "acpi_scan_init", "acpi_bus_scan", "acpi_walk_namespace", "acpi_ns_walk_namespace",
        "acpi_bus_check_add_1", "acpi_bus_check_add", "acpi_add_single_object", "acpi_bus_get_status",
        "acpi_evaluate_integer", "acpi_evaluate_object",
      ]
    default: ["acpi_scan_init", "acpi_bus_scan", "acpi_evaluate_object"]
    }
  }

  /// From the evaluation of a method to the mapping of the region whose field it reads.
  private static let fieldRead = [
    "acpi_ns_evaluate", "acpi_ps_execute_method", "acpi_ps_parse_aml", "acpi_ps_parse_loop",
    "acpi_ds_exec_end_op", "acpi_ds_evaluate_name_path", "acpi_ex_resolve_to_value",
    "acpi_ex_resolve_node_to_value", "acpi_ex_read_data_from_field", "acpi_ex_extract_from_field",
    "acpi_ex_field_datum_io", "acpi_ex_access_region", "acpi_ev_address_space_dispatch",
    "acpi_ex_system_memory_space_handler", "acpi_os_map_memory",
  ]

  private static func acpiTail(_ mapping: MappingAttempt) -> [String] {
    if case .reused = mapping.outcome { return ["acpi_os_map_iomem", "acpi_map_lookup"] }
    return ["acpi_os_map_iomem", "x86_acpi_os_ioremap"] + tail(mapping)
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
