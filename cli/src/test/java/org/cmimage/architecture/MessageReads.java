package org.cmimage.architecture;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the message of an exception is taken apart, as far as the syntax shows it: a call on
 * {@code getMessage()} itself, or on a variable that was made of it. Variables are known by name
 * alone, so that one that is passed on as a parameter of the same name counts too.
 */
final class MessageReads extends TreeScanner<Void, Void> {
  private static final ImmutableSet<String> READING =
      ImmutableSet.of(
          "contains",
          "endsWith",
          "equals",
          "equalsIgnoreCase",
          "indexOf",
          "lastIndexOf",
          "matches",
          "replace",
          "replaceAll",
          "replaceFirst",
          "split",
          "startsWith",
          "substring");

  private final Set<String> variables = new HashSet<>();
  private final ImmutableList.Builder<String> reads = ImmutableList.builder();
  private boolean collected;

  private MessageReads() {}

  /** Returns the calls, such as {@code fact.contains}. */
  static ImmutableList<String> of(CompilationUnitTree unit) {
    MessageReads scanner = new MessageReads();
    scanner.scan(unit, null);
    scanner.collected = true;
    scanner.scan(unit, null);
    return scanner.reads.build();
  }

  @Override
  public @Nullable Void visitVariable(VariableTree variable, Void none) {
    boolean text = variable.getType() != null && variable.getType().toString().equals("String");
    if (text && hasMessage(variable.getInitializer())) {
      variables.add(variable.getName().toString());
    }
    return super.visitVariable(variable, none);
  }

  @Override
  public @Nullable Void visitAssignment(AssignmentTree assignment, Void none) {
    if (assignment.getVariable() instanceof IdentifierTree name
        && hasMessage(assignment.getExpression())) {
      variables.add(name.getName().toString());
    }
    return super.visitAssignment(assignment, none);
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree call, Void none) {
    if (collected && call.getMethodSelect() instanceof MemberSelectTree select) {
      String method = select.getIdentifier().toString();
      boolean reads = READING.contains(method) && isMessage(select.getExpression());
      boolean matches =
          method.equals("matcher") && call.getArguments().stream().anyMatch(this::isMessage);
      if (reads || matches) {
        this.reads.add(call.getMethodSelect().toString());
      }
    }
    return super.visitMethodInvocation(call, none);
  }

  private boolean isMessage(ExpressionTree text) {
    return text instanceof IdentifierTree name
        ? variables.contains(name.getName().toString())
        : hasMessage(text);
  }

  private static boolean hasMessage(@Nullable Tree tree) {
    boolean[] found = {false};
    new TreeScanner<Void, Void>() {
      @Override
      public @Nullable Void visitMemberSelect(MemberSelectTree select, Void none) {
        found[0] |= select.getIdentifier().contentEquals("getMessage");
        return super.visitMemberSelect(select, none);
      }
    }.scan(tree, null);
    return found[0];
  }
}
