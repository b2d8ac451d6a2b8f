DefinitionBlock ("", "DSDT", 2, "TEST", "FORMS", 1)
{
    External (\_SB.LATE, DeviceObj)
    External (\_SB.LATE.HELP, MethodObj)
    Name (GBAS, 0xFE000000)
    Name (GBUF, Buffer (8) { 0x00, 0x00, 0x10, 0xFE, 0x00, 0x02, 0x00, 0x00 })
    CreateDWordField (GBUF, 0, BBAS)
    CreateDWordField (GBUF, 4, BLEN)
    OperationRegion (GNVS, SystemMemory, 0x7F000000, 0x100)
    Field (GNVS, AnyAcc, NoLock, Preserve)
    {
        FBAS, 32,
        MODE, 8,
        Offset (0x10),
        FLG1, 1, FLG2, 7,
    }
    OperationRegion (NREG, SystemMemory, GBAS, 0x1000)
    Field (NREG, WordAcc, NoLock, Preserve) { , 24, NVAL, 16 }
    OperationRegion (BREG, SystemMemory, BBAS, BLEN)
    Field (BREG, DWordAcc, NoLock, WriteAsZeros) { IDX, 32, DAT, 32, Offset (0x40), BSEL, 8, Offset (0x80), }
    IndexField (IDX, DAT, DWordAcc, NoLock, Preserve) { IA, 32, IB, 32 }
    BankField (BREG, BSEL, 3, ByteAcc, NoLock, Preserve) { Offset (0x80), BNK3, 8 }
    OperationRegion (FREG, SystemMemory, FBAS, 0x100)
    Field (FREG, ByteAcc, NoLock, Preserve) { FVAL, 8 }
    DataTableRegion (DTR, "OEM1", "", "")
    Field (DTR, ByteAcc, NoLock, Preserve) { DTF, 8 }
    If (CondRefOf (\_SB.NONE)) { Device (\_SB.NEVR) { Name (_HID, "TEST0009") } }
    If (LEqual (GBAS, 0xFE000000)) { Device (\_SB.YES0) { Name (_HID, "TEST0008") } }
    Scope (\_SB)
    {
        Method (_INI) { Store (One, FLG1) }
        Device (ALFA)
        {
            Name (_HID, EisaId ("TST0001"))
            Name (_UID, "a")
            Method (_INI, 0) { Store (IB, Local0) }
            Method (_STA, 0)
            {
                If (CHK (2)) { Return (0x0F) }
                Store (NVAL, Local1)
                Return (Zero)
            }
            Method (CHK, 1) { If (LEqual (Arg0, 1)) { Return (FVAL) } Return (LEqual (Arg0, 2)) }
        }
        Device (BETA)
        {
            Name (_HID, "TEST0002")
            Method (_STA, 0)
            {
                If (LEqual (MODE, 1)) { Return (Zero) }
                Store (BNK3, Local0)
                Return (0x0F)
            }
            Method (_CRS, 0, Serialized)
            {
                Name (RBUF, ResourceTemplate ()
                {
                    IRQNoFlags () {5}
                    Memory32Fixed (ReadWrite, 0x00000000, 0x00001000, MEM0)
                    Memory32Fixed (ReadOnly, 0x00000000, 0x00002000, MEM1)
                    QWordMemory (ResourceConsumer, PosDecode, MinFixed, MaxFixed, Prefetchable, ReadWrite, 0, 0x4000000000, 0x40FFFFFFFF, 0, 0x100000000)
                })
                CreateDWordField (RBUF, MEM0._BAS, BAS0)
                CreateDWordField (RBUF, MEM1._BAS, BAS1)
                Store (Add (GBAS, 0x1000), BAS0)
                Store (FBAS, BAS1)
                Return (RBUF)
            }
        }
        Device (PCI0)
        {
            Name (_HID, EisaId ("PNP0A08"))
            Device (LPCB)
            {
                Name (_ADR, 0x1F0000)
                OperationRegion (LPCR, PCI_Config, 0x40, 0x40)
                Field (LPCR, ByteAcc, NoLock, Preserve) { LPCF, 8 }
                OperationRegion (LPMM, SystemMemory, 0xFED1C000, 0x4000)
                Field (LPMM, DWordAcc, NoLock, Preserve) { Offset (0x3418), FDSW, 32, Offset (0x3FFE), TAIL, 16 }
                Method (_REG, 2) { If (LAnd (LEqual (Arg0, 2), Arg1)) { Store (FDSW, Local0) } }
            }
            Device (SKIP)
            {
                Name (_STA, Zero)
                Method (_INI) { Store (\_SB.PCI0.LPCB.TAIL, Local0) }
                OperationRegion (SKIR, SystemMemory, 0xFD000000, 0x10)
                Field (SKIR, ByteAcc, NoLock, Preserve) { SKIF, 8 }
                Device (DEEP) { Method (_INI) { Store (SKIF, Local0) } Method (_STA) { Return (\_SB.BETA._STA ()) } }
            }
            PowerResource (PWR0, 0, 0)
            {
                OperationRegion (PWRR, SystemMemory, 0xFDAF0000, 0x100)
                Field (PWRR, DWordAcc, NoLock, Preserve) { Offset (0x20), PWRF, 32 }
                Method (_STA) { Return (LEqual (And (PWRF, 1), 1)) }
                Method (_ON) { Store (1, PWRF) }
                Method (_OFF) { Store (0, PWRF) }
            }
        }
        Device (LOOP)
        {
            Name (_HID, "TEST0003")
            Method (_STA, 0, Serialized)
            {
                Name (CNT, 0)
                While (LLess (CNT, 3)) { Increment (CNT) }
                OperationRegion (LREG, SystemMemory, Add (0xFE300000, Multiply (CNT, 0x1000)), 0x10)
                Field (LREG, ByteAcc, NoLock, Preserve) { LVAL, 8 }
                Switch (ToInteger (LVAL))
                {
                    Case (1) { Store (FLG2, Local0) }
                    Default { }
                }
                While (One) { If (LEqual (MODE, 7)) { Break } Sleep (1) }
                \_SB.LATE.HELP ()
                Return (0x0F)
            }
        }
    }
}
