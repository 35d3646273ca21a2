package org.cmimage.architecture;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * What the rules need to know of one source file.
 *
 * @param module the directory of its module
 * @param test whether it is test code
 * @param packageName its package
 * @param name its file name
 * @param lines its length in lines
 * @param nullMarked whether its package clause is annotated {@code @NullMarked}
 * @param types the simple names of all classes, nested ones included
 * @param names all qualified names in it, imports included, as written
 * @param methods all methods and constructors
 * @param messageReads where the message of an exception is taken apart
 */
record SourceFile(
    String module,
    boolean test,
    String packageName,
    String name,
    long lines,
    boolean nullMarked,
    ImmutableList<String> types,
    ImmutableSet<String> names,
    ImmutableList<Method> methods,
    ImmutableList<String> messageReads) {

  /**
   * A method or constructor.
   *
   * @param name the simple names of its class and its own
   * @param lines from its first modifier to its closing brace
   * @param parameters their number; 0 in the constructor of a record or enum, which lists the parts
   *     of a value, and where the signature is given: in a native or overriding method
   * @param javadoc its Javadoc without the stars; empty if it has none
   */
  record Method(String name, long lines, int parameters, String javadoc) {}

  /** Reads all sources of the given module directories. */
  static ImmutableList<SourceFile> readAll(Path root, List<String> modules) throws IOException {
    ImmutableList.Builder<SourceFile> files = ImmutableList.builder();
    for (String module : modules) {
      for (String part : List.of("main", "test")) {
        Path sources = root.resolve(module).resolve("src").resolve(part).resolve("java");
        if (Files.isDirectory(sources)) {
          try (Stream<Path> paths = Files.walk(sources)) {
            for (Path path : paths.filter(p -> p.toString().endsWith(".java")).sorted().toList()) {
              files.add(
                  parse(
                      module,
                      part.equals("test"),
                      path.getFileName().toString(),
                      Files.readString(path)));
            }
          }
        }
      }
    }
    return files.build();
  }

  /** Reads one file's text. */
  static SourceFile parse(String module, boolean test, String name, String text) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    JavacTask task =
        (JavacTask)
            compiler.getTask(null, null, null, List.of("-proc:none"), null, List.of(source));
    CompilationUnitTree unit;
    try {
      unit = task.parse().iterator().next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Scanner scanner = new Scanner(unit, Trees.instance(task));
    scanner.scan(new TreePath(unit), null);
    PackageTree clause = unit.getPackage();
    return new SourceFile(
        module,
        test,
        clause.getPackageName().toString(),
        name,
        text.lines().count(),
        clause.getAnnotations().stream()
            .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("NullMarked")),
        scanner.types.build(),
        scanner.names.build(),
        scanner.methods.build(),
        MessageReads.of(unit));
  }

  /** Where it is, for messages. */
  @Override
  public String toString() {
    return module + ": " + packageName + "/" + name;
  }

  /** Walks a syntax tree. */
  private static final class Scanner extends TreePathScanner<Void, ClassTree> {
    private final CompilationUnitTree unit;
    private final Trees trees;
    private final SourcePositions positions;
    private final LineMap lineMap;
    private final ImmutableList.Builder<String> types = ImmutableList.builder();
    private final ImmutableSet.Builder<String> names = ImmutableSet.builder();
    private final ImmutableList.Builder<Method> methods = ImmutableList.builder();

    Scanner(CompilationUnitTree unit, Trees trees) {
      this.unit = unit;
      this.trees = trees;
      this.positions = trees.getSourcePositions();
      this.lineMap = unit.getLineMap();
    }

    @Override
    public Void visitClass(ClassTree type, ClassTree outer) {
      types.add(type.getSimpleName().toString());
      return super.visitClass(type, type);
    }

    @Override
    public Void visitMethod(MethodTree method, ClassTree type) {
      long first = lineMap.getLineNumber(positions.getStartPosition(unit, method));
      long last = lineMap.getLineNumber(positions.getEndPosition(unit, method));
      boolean ofValue =
          (type.getKind() == Tree.Kind.RECORD || type.getKind() == Tree.Kind.ENUM)
              && method.getName().contentEquals("<init>");
      boolean given =
          method.getModifiers().getFlags().contains(Modifier.NATIVE)
              || method.getModifiers().getAnnotations().stream()
                  .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
      methods.add(
          new Method(
              type.getSimpleName() + "." + method.getName(),
              last - first + 1,
              ofValue || given ? 0 : method.getParameters().size(),
              Strings.nullToEmpty(trees.getDocComment(getCurrentPath()))));
      return super.visitMethod(method, type);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree select, ClassTree type) {
      String name = select.toString();
      // A chain of calls is an expression, not a name; there may be names in it.
      if (name.indexOf('(') >= 0) {
        return super.visitMemberSelect(select, type);
      }
      names.add(name);
      return null;
    }
  }
}
