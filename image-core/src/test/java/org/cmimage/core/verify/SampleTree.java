package org.cmimage.core.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.cmimage.core.finding.Findings;
import org.cmimage.core.finding.Inspection;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.format.Boot;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.Sample;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.RootfsWriter;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/** A small Debian system with nothing wrong, for tests to spoil. */
public final class SampleTree {
  public static final String RELEASE = "6.1.0-49-arm64";
  private static final Path DIRECTORY = Path.of("/image");

  public final InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(DIRECTORY);
  private final TreeMap<String, Sample> samples = new TreeMap<>();

  private SampleTree() {}

  /** An aarch64 Debian 12. */
  public static SampleTree good() {
    SampleTree tree = new SampleTree();
    tree.text("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
    tree.text("etc/passwd", "root:x:0:0::/root:/bin/sh\n");
    tree.text("etc/machine-id", "").mode("etc/machine-id", 0444);
    tree.text("etc/hostname", "localhost\n");
    tree.link("bin", "usr/bin").link("sbin", "usr/sbin").link("lib", "usr/lib");
    tree.elf("usr/bin/sh", Boot.AARCH64);
    tree.elf("usr/lib/systemd/systemd", Boot.AARCH64);
    tree.link("usr/sbin/init", "/lib/systemd/systemd");
    tree.elf("usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1", Boot.AARCH64);
    tree.link("usr/lib/ld-linux-aarch64.so.1", "aarch64-linux-gnu/ld-linux-aarch64.so.1");
    tree.text("var/lib/dpkg/status", stanza("dpkg", "arm64") + stanza("tzdata", "all"));
    tree.text("var/lib/dpkg/arch", "arm64\n");
    tree.kernel(RELEASE, Boot.arm64Image());
    tree.file("boot/initrd.img-" + RELEASE, Boot.initramfs(RELEASE, Boot.AARCH64));
    tree.special("dev/null", NodeType.CHARACTER_DEVICE);
    return tree;
  }

  /** A tree of applications. */
  public static SampleTree applications() {
    SampleTree tree = new SampleTree();
    tree.elf("apps/tool/1.0/bin/tool", Boot.AARCH64);
    tree.link("apps/tool/1.0/bin/t", "tool").link("apps/tool/default", "/cm/shared/apps/tool/1.0");
    tree.text("modulefiles/tool/1.0", "#%Module1.0\n").text("modulefiles/tool/.version", "");
    tree.text(
        ".cm-image.yaml",
        "component: cmshared\ndistribution: debian12\narchitecture: aarch64\nmade-by: test\n");
    return tree;
  }

  static String stanza(String name, String architecture) {
    return stanza(name, architecture, "install ok installed");
  }

  static String stanza(String name, String architecture, String status) {
    return "Package: " + name + "\nStatus: " + status + "\nArchitecture: " + architecture + "\n\n";
  }

  SampleTree kernel(String release, byte[] image) {
    text("usr/lib/modules/" + release + "/modules.dep", "");
    file("usr/lib/modules/" + release + "/kernel/a.ko", Boot.elf(Boot.AARCH64, Boot.OBJECT));
    return file("boot/vmlinuz-" + release, image);
  }

  /** A file. */
  public SampleTree text(String path, String content) {
    return file(path, content.getBytes(UTF_8));
  }

  /** A program, by ELF's number of its machine. */
  public SampleTree elf(String path, int machine) {
    return file(path, Boot.elf(machine, Boot.SHARED));
  }

  public SampleTree file(String path, byte[] content) {
    TreeEntry entry =
        new TreeEntry(TreePath.of(path), new Kind.Regular(content.length), Sample.mode(0644));
    return put(path, new Sample(entry, content));
  }

  SampleTree link(String path, String target) {
    return put(path, Sample.symlink(path, target));
  }

  SampleTree folder(String path, int mode) {
    return put(path, Sample.folder(path, mode));
  }

  SampleTree folder(String path, Attributes attributes) {
    return put(path, Sample.plain(path, new Kind.Directory(), attributes));
  }

  /** The root directory itself. */
  public SampleTree root(Attributes attributes) {
    TreeEntry entry = new TreeEntry(TreePath.ROOT, new Kind.Directory(), attributes);
    return put("", new Sample(entry, new byte[0]));
  }

  SampleTree special(String path, NodeType type) {
    return put(path, Sample.plain(path, new Kind.Special(type, 1, 3), Sample.mode(0600)));
  }

  SampleTree hardLink(String path, String target) {
    return put(path, Sample.hardLink(path, target));
  }

  SampleTree mode(String path, int mode) {
    samples.computeIfPresent(path, (key, sample) -> sample.with(Sample.mode(mode)));
    return this;
  }

  /** Takes a path away, and all below it. */
  public SampleTree without(String path) {
    if (!samples.keySet().removeIf(key -> key.equals(path) || key.startsWith(path + "/"))) {
      throw new IllegalArgumentException("nothing at " + path);
    }
    return this;
  }

  private SampleTree put(String path, Sample sample) {
    samples.put(path, sample);
    return this;
  }

  VerificationReport verify(ComponentKind kind, String archOs) throws IOException {
    return verify(kind, archOs, Origin.MADE_HERE);
  }

  VerificationReport verify(ComponentKind kind, String archOs, Origin origin) throws IOException {
    ComponentName component = new ComponentName(kind, ArchOs.find(archOs).orElseThrow());
    try (Rootfs tree = write()) {
      Findings findings = new Findings(origin, kind);
      return TreeVerifier.verify(
          new Inspection(tree, component, SampleTree::gzipOnly, findings),
          origin,
          (parent, path, status) -> {});
    }
  }

  /** The tree, to be closed. */
  Rootfs write() throws IOException {
    return write(calls, DIRECTORY);
  }

  /** The tree in a directory of another host, to be closed. */
  public Rootfs write(InMemoryHostCalls host, Path directory) throws IOException {
    Rootfs tree = Rootfs.open(host, directory);
    try (RootfsWriter writer = new RootfsWriter(tree)) {
      for (Sample sample : samples.values()) {
        sample.to(writer);
      }
      writer.finish();
    }
    return tree;
  }

  /** The same as the entries of an archive. */
  public void to(EntrySink sink) throws IOException {
    for (Sample sample : samples.values()) {
      sink.accept(sample.entry(), new ByteArrayInputStream(sample.content()));
    }
  }

  private static InputStream gzipOnly(InputStream in) throws IOException {
    in.mark(1);
    int first = in.read();
    in.reset();
    return first == 0x1f ? new GZIPInputStream(in) : in;
  }
}
