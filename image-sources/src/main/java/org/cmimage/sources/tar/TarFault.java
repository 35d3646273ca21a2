package org.cmimage.sources.tar;

import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.TreePath;

/** The faults of an archive. */
final class TarFault {
  private TarFault() {}

  private static FaultException fault(String fact, Remedy remedy) {
    return new FaultException(new Fault(ErrorCode.SOURCE_CORRUPT, TarReader.READING, fact, remedy));
  }

  /** Returns the fault of an archive that violates the format. */
  static FaultException corrupt(String fact) {
    return fault(fact, new Remedy.None());
  }

  /** Returns the fault of an archive that ends too early. */
  static FaultException endsEarly(String fact) {
    return fault(
        fact,
        new Remedy.Advice(
            "get it again and compare its size and digest; of a multi-volume archive, make one"
                + " without --multi-volume; where its writer leaves out the end mark, append one:"
                + " truncate -s +1024 FILE.tar, or head -c 1024 /dev/zero | gzip >> FILE.tar.gz"));
  }

  /** Returns the fault with the name from the header in which it was found. */
  static FaultException named(FaultException e, byte[] name) {
    Fault fault = e.fault();
    String place = ", in the header of \"" + TreePath.printable(name) + "\"";
    return new FaultException(fault.withFact(fault.fact() + place), e);
  }

  /** Returns the fault of a valid archive with an unsupported feature. */
  static FaultException unsupported(String fact, String advice) {
    return fault(fact, new Remedy.Advice(advice));
  }

  /** Returns the fault of an archive that is a part of a multi-volume one. */
  static FaultException manyVolumes() {
    return unsupported(
        "it is one volume of several, in which a file may end in the next one",
        "make one archive of all volumes, without tar's option --multi-volume");
  }

  static FaultException unsupportedType(byte type) {
    return switch (type) {
      case 'M' -> manyVolumes();
      case 'N' ->
          unsupported(
              "it has the long names of GNU tar before 1990",
              "make the archive with tar --format=pax");
      case 'A', 'E', 'I' ->
          unsupported(
              "it has attributes in the format of Solaris or star",
              "make the archive with tar --format=pax");
      default ->
          unsupported(
              String.format("entries of type 0x%02x are not supported", type),
              "make the archive with tar --format=pax");
    };
  }
}
