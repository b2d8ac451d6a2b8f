/*
 * Intel ACPI Component Architecture
 * AML/ASL+ Disassembler version 20200925 (64-bit version)
 * Copyright (c) 2000 - 2020 Intel Corporation
 *
 * Disassembling to symbolic ASL+ operators
 *
 * Disassembly of late.aml
 *
 * Original Table Header:
 *     Signature        "SSDT"
 *     Length           0x000000DD (221)
 *     Revision         0x02
 *     Checksum         0x1C
 *     OEM ID           "TEST"
 *     OEM Table ID     "LATE"
 *     OEM Revision     0x00000001 (1)
 *     Compiler ID      "INTL"
 *     Compiler Version 0x20200925 (538970405)
 */
DefinitionBlock ("", "SSDT", 2, "TEST", "LATE", 0x00000001)
{
    External (_SB_.BETA, DeviceObj)
    External (GBAS, IntObj)

    Scope (\_SB)
    {
        Device (LATE)
        {
            Name (_HID, "MSFT0101" /* TPM 2.0 Security Device */)  // _HID: Hardware ID
            Name (_CRS, ResourceTemplate ()  // _CRS: Current Resource Settings
            {
                Memory32Fixed (ReadWrite,
                    0xFED40000,         // Address Base
                    0x00005000,         // Address Length
                    )
            })
            OperationRegion (LTPM, SystemMemory, 0xFED40000, 0x5000)
            Field (LTPM, DWordAcc, NoLock, Preserve)
            {
                Offset (0x30),
                VID,    32
            }

            Method (HELP, 0, NotSerialized)
            {
                Return (VID) /* \_SB_.LATE.VID_ */
            }

            Method (_STA, 0, NotSerialized)  // _STA: Status
            {
                If ((VID == Ones))
                {
                    Return (Zero)
                }

                Return (0x0F)
            }
        }
    }

    Scope (\_SB.BETA)
    {
        OperationRegion (EXTR, SystemMemory, (\GBAS + 0x10), 0x20)
        Field (EXTR, QWordAcc, Lock, WriteAsOnes)
        {
            EXTF,   64
        }
    }
}

