/*
 * Intel ACPI Component Architecture
 * AML/ASL+ Disassembler version 20200925 (64-bit version)
 * Copyright (c) 2000 - 2020 Intel Corporation
 *
 * Disassembling to symbolic ASL+ operators
 *
 * Disassembly of forms.aml
 *
 * Original Table Header:
 *     Signature        "DSDT"
 *     Length           0x0000049E (1182)
 *     Revision         0x02
 *     Checksum         0xE7
 *     OEM ID           "TEST"
 *     OEM Table ID     "FORMS"
 *     OEM Revision     0x00000001 (1)
 *     Compiler ID      "INTL"
 *     Compiler Version 0x20200925 (538970405)
 */
DefinitionBlock ("", "DSDT", 2, "TEST", "FORMS", 0x00000001)
{
    External (_SB_.LATE, DeviceObj)
    External (_SB_.LATE.HELP, MethodObj)    // 0 Arguments

    Name (GBAS, 0xFE000000)
    Name (GBUF, Buffer (0x08)
    {
         0x00, 0x00, 0x10, 0xFE, 0x00, 0x02, 0x00, 0x00   // ........
    })
    CreateDWordField (GBUF, Zero, BBAS)
    CreateDWordField (GBUF, 0x04, BLEN)
    OperationRegion (GNVS, SystemMemory, 0x7F000000, 0x0100)
    Field (GNVS, AnyAcc, NoLock, Preserve)
    {
        FBAS,   32,
        MODE,   8,
        Offset (0x10),
        FLG1,   1,
        FLG2,   7
    }

    OperationRegion (NREG, SystemMemory, GBAS, 0x1000)
    Field (NREG, WordAcc, NoLock, Preserve)
    {
        Offset (0x03),
        NVAL,   16
    }

    OperationRegion (BREG, SystemMemory, BBAS, BLEN)
    Field (BREG, DWordAcc, NoLock, WriteAsZeros)
    {
        IDX,    32,
        DAT,    32,
        Offset (0x40),
        BSEL,   8,
        Offset (0x80)
    }

    IndexField (IDX, DAT, DWordAcc, NoLock, Preserve)
    {
        IA,     32,
        IB,     32
    }

    BankField (BREG, BSEL, 0x03, ByteAcc, NoLock, Preserve)
    {
        Offset (0x80),
        BNK3,   8
    }

    OperationRegion (FREG, SystemMemory, FBAS, 0x0100)
    Field (FREG, ByteAcc, NoLock, Preserve)
    {
        FVAL,   8
    }

    DataTableRegion (DTR, "OEM1", "", "")
    Field (DTR, ByteAcc, NoLock, Preserve)
    {
        DTF,    8
    }

    If (CondRefOf (\_SB.NONE))
    {
        Device (_SB.NEVR)
        {
            Name (_HID, "TEST0009")  // _HID: Hardware ID
        }
    }

    If ((GBAS == 0xFE000000))
    {
        Device (_SB.YES0)
        {
            Name (_HID, "TEST0008")  // _HID: Hardware ID
        }
    }

    Scope (_SB)
    {
        Method (_INI, 0, NotSerialized)  // _INI: Initialize
        {
            FLG1 = One
        }

        Device (ALFA)
        {
            Name (_HID, EisaId ("TST0001"))  // _HID: Hardware ID
            Name (_UID, "a")  // _UID: Unique ID
            Method (_INI, 0, NotSerialized)  // _INI: Initialize
            {
                Local0 = IB /* \IB__ */
            }

            Method (_STA, 0, NotSerialized)  // _STA: Status
            {
                If (CHK (0x02))
                {
                    Return (0x0F)
                }

                Local1 = NVAL /* \NVAL */
                Return (Zero)
            }

            Method (CHK, 1, NotSerialized)
            {
                If ((Arg0 == One))
                {
                    Return (FVAL) /* \FVAL */
                }

                Return ((Arg0 == 0x02))
            }
        }

        Device (BETA)
        {
            Name (_HID, "TEST0002")  // _HID: Hardware ID
            Method (_STA, 0, NotSerialized)  // _STA: Status
            {
                If ((MODE == One))
                {
                    Return (Zero)
                }

                Local0 = BNK3 /* \BNK3 */
                Return (0x0F)
            }

            Method (_CRS, 0, Serialized)  // _CRS: Current Resource Settings
            {
                Name (RBUF, ResourceTemplate ()
                {
                    IRQNoFlags ()
                        {5}
                    Memory32Fixed (ReadWrite,
                        0x00000000,         // Address Base
                        0x00001000,         // Address Length
                        _Y00)
                    Memory32Fixed (ReadOnly,
                        0x00000000,         // Address Base
                        0x00002000,         // Address Length
                        _Y01)
                    QWordMemory (ResourceConsumer, PosDecode, MinFixed, MaxFixed, Prefetchable, ReadWrite,
                        0x0000000000000000, // Granularity
                        0x0000004000000000, // Range Minimum
                        0x00000040FFFFFFFF, // Range Maximum
                        0x0000000000000000, // Translation Offset
                        0x0000000100000000, // Length
                        ,, , AddressRangeMemory, TypeStatic)
                })
                CreateDWordField (RBUF, \_SB.BETA._CRS._Y00._BAS, BAS0)  // _BAS: Base Address
                CreateDWordField (RBUF, \_SB.BETA._CRS._Y01._BAS, BAS1)  // _BAS: Base Address
                BAS0 = (GBAS + 0x1000)
                BAS1 = FBAS /* \FBAS */
                Return (RBUF) /* \_SB_.BETA._CRS.RBUF */
            }
        }

        Device (PCI0)
        {
            Name (_HID, EisaId ("PNP0A08") /* PCI Express Bus */)  // _HID: Hardware ID
            Device (LPCB)
            {
                Name (_ADR, 0x001F0000)  // _ADR: Address
                OperationRegion (LPCR, PCI_Config, 0x40, 0x40)
                Field (LPCR, ByteAcc, NoLock, Preserve)
                {
                    LPCF,   8
                }

                OperationRegion (LPMM, SystemMemory, 0xFED1C000, 0x4000)
                Field (LPMM, DWordAcc, NoLock, Preserve)
                {
                    Offset (0x3418),
                    FDSW,   32,
                    Offset (0x3FFE),
                    TAIL,   16
                }

                Method (_REG, 2, NotSerialized)  // _REG: Region Availability
                {
                    If (((Arg0 == 0x02) && Arg1))
                    {
                        Local0 = FDSW /* \_SB_.PCI0.LPCB.FDSW */
                    }
                }
            }

            Device (SKIP)
            {
                Name (_STA, Zero)  // _STA: Status
                Method (_INI, 0, NotSerialized)  // _INI: Initialize
                {
                    Local0 = ^^LPCB.TAIL /* \_SB_.PCI0.LPCB.TAIL */
                }

                OperationRegion (SKIR, SystemMemory, 0xFD000000, 0x10)
                Field (SKIR, ByteAcc, NoLock, Preserve)
                {
                    SKIF,   8
                }

                Device (DEEP)
                {
                    Method (_INI, 0, NotSerialized)  // _INI: Initialize
                    {
                        Local0 = SKIF /* \_SB_.PCI0.SKIP.SKIF */
                    }

                    Method (_STA, 0, NotSerialized)  // _STA: Status
                    {
                        Return (^^^^BETA._STA ())
                    }
                }
            }

            PowerResource (PWR0, 0x00, 0x0000)
            {
                OperationRegion (PWRR, SystemMemory, 0xFDAF0000, 0x0100)
                Field (PWRR, DWordAcc, NoLock, Preserve)
                {
                    Offset (0x20),
                    PWRF,   32
                }

                Method (_STA, 0, NotSerialized)  // _STA: Status
                {
                    Return (((PWRF & One) == One))
                }

                Method (_ON, 0, NotSerialized)  // _ON_: Power On
                {
                    PWRF = One
                }

                Method (_OFF, 0, NotSerialized)  // _OFF: Power Off
                {
                    PWRF = Zero
                }
            }
        }

        Device (LOOP)
        {
            Name (_HID, "TEST0003")  // _HID: Hardware ID
            Method (_STA, 0, Serialized)  // _STA: Status
            {
                Name (CNT, Zero)
                While ((CNT < 0x03))
                {
                    CNT++
                }

                OperationRegion (LREG, SystemMemory, (0xFE300000 + (CNT * 0x1000)), 0x10)
                Field (LREG, ByteAcc, NoLock, Preserve)
                {
                    LVAL,   8
                }

                Switch (ToInteger (LVAL))
                {
                    Case (One)
                    {
                        Local0 = FLG2 /* \FLG2 */
                    }
                    Default
                    {
                    }

                }

                While (One)
                {
                    If ((MODE == 0x07))
                    {
                        Break
                    }

                    Sleep (One)
                }

                ^^LATE.HELP ()
                Return (0x0F)
            }
        }
    }
}

