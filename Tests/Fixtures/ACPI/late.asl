DefinitionBlock ("", "SSDT", 2, "TEST", "LATE", 1)
{
    External (\GBAS, IntObj)
    External (\_SB.BETA, DeviceObj)
    Scope (\_SB)
    {
        Device (LATE)
        {
            Name (_HID, "MSFT0101")
            Name (_CRS, ResourceTemplate () { Memory32Fixed (ReadWrite, 0xFED40000, 0x5000) })
            OperationRegion (LTPM, SystemMemory, 0xFED40000, 0x5000)
            Field (LTPM, DWordAcc, NoLock, Preserve) { Offset (0x30), VID, 32 }
            Method (HELP) { Return (VID) }
            Method (_STA) { If (LEqual (VID, Ones)) { Return (0) } Return (0xF) }
        }
    }
    Scope (\_SB.BETA)
    {
        OperationRegion (EXTR, SystemMemory, Add (\GBAS, 0x10), 0x20)
        Field (EXTR, QWordAcc, Lock, WriteAsOnes) { EXTF, 64 }
    }
}
