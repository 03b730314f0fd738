package dev.weir.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which names of flags the code has that a verb can come to, by the class files: calls, also by
 * methods of subclasses, lambdas, and what the classes begin with.
 */
final class ReachedCode {
  private static final String FLAGS = "dev/weir/cli/call/Flags";

  /** They say something of a flag, or declare it; neither reads it. */
  private static final Set<String> NO_READERS =
      Set.of(FLAGS, "dev/weir/cli/call/CliException", "java/lang/StringBuilder");

  /**
   * A name of a flag that code hands on.
   *
   * @param by the method that gets it
   */
  record Asked(String name, String by) {}

  private record Method(String owner, String name, String type) {}

  /** What a method calls and hands on. */
  private record Body(List<Method> calls, List<Asked> asked) {}

  private final Map<Method, Body> bodies = new HashMap<>();
  private final Map<String, List<String>> below = new HashMap<>();
  private final Map<String, List<String>> above = new HashMap<>();
  private final Map<String, Method> makers = new HashMap<>();

  private ReachedCode() {}

  static ReachedCode ofCommands() {
    ReachedCode code = new ReachedCode();
    Path classes = Path.of("target/classes/dev/weir/cli");
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".class")).toList()) {
        code.add(ClassFile.of().parse(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return code;
  }

  private void add(ClassModel type) {
    String name = type.thisClass().asInternalName();
    List<String> supers = new ArrayList<>();
    type.superclass().ifPresent(it -> supers.add(it.asInternalName()));
    type.interfaces().forEach(it -> supers.add(it.asInternalName()));
    above.put(name, supers);
    supers.forEach(it -> below.computeIfAbsent(it, _ -> new ArrayList<>()).add(name));
    type.methods().forEach(method -> add(name, method));
  }

  private void add(String owner, MethodModel method) {
    List<Method> calls = new ArrayList<>();
    List<Asked> asked = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (CodeElement element : method.code().map(code -> code.elementList()).orElse(List.of())) {
      switch (element) {
        case ConstantInstruction constant
            when constant.constantValue() instanceof String text && text.startsWith("-") ->
            names.add(text);
        case ConstantInstruction constant
            when owner.equals("dev/weir/cli/Verb")
                && constant.constantValue() instanceof String text ->
            names.add(text);
        case InvokeInstruction call -> {
          calls.add(
              new Method(
                  call.owner().asInternalName(),
                  call.name().stringValue(),
                  call.type().stringValue()));
          if (!isNoReader(call)) {
            names.forEach(it -> asked.add(new Asked(it, call.name().stringValue())));
          }
          names.clear();
        }
        case InvokeDynamicInstruction lambda -> {
          for (ConstantDesc argument : lambda.bootstrapArgs()) {
            if (argument instanceof DirectMethodHandleDesc handle) {
              calls.add(called(handle));
              names.stream()
                  .filter(_ -> owner.equals("dev/weir/cli/Verb"))
                  .findFirst()
                  .ifPresent(verb -> makers.put(verb, called(handle)));
            }
          }
          if (owner.equals("dev/weir/cli/Verb")) {
            names.clear();
          }
        }
        default -> {}
      }
    }
    bodies.put(
        new Method(owner, method.methodName().stringValue(), method.methodType().stringValue()),
        new Body(calls, asked));
  }

  private static boolean isNoReader(InvokeInstruction call) {
    return NO_READERS.contains(call.owner().asInternalName())
        || call.name().stringValue().equals("invalid");
  }

  private static Method called(DirectMethodHandleDesc handle) {
    String owner = handle.owner().descriptorString();
    return new Method(
        owner.substring(1, owner.length() - 1),
        handle.methodName(),
        handle.methodName().equals("<init>")
            ? handle.lookupDescriptor().replaceAll("\\).*", ")V")
            : handle.lookupDescriptor());
  }

  /** All names that the code of a verb hands on. */
  Set<Asked> of(Verb verb) {
    Deque<Method> left = new ArrayDeque<>();
    left.add(Objects.requireNonNull(makers.get(verb.name())));
    String command = verb.command().getClass().getName().replace('.', '/');
    left.add(new Method(command, "run", "(Ldev/weir/cli/call/Call;)Ldev/weir/cli/call/ExitCode;"));
    Set<Method> seen = new HashSet<>();
    Set<Asked> asked = new HashSet<>();
    while (!left.isEmpty()) {
      Method method = left.remove();
      if (!seen.add(method) || method.type().contains("L" + FLAGS + ";")) {
        continue;
      }
      Body body = bodies.get(method);
      if (body != null) {
        asked.addAll(body.asked());
        left.addAll(body.calls());
        left.add(new Method(method.owner(), "<clinit>", "()V"));
      } else {
        above
            .getOrDefault(method.owner(), List.of())
            .forEach(it -> left.add(new Method(it, method.name(), method.type())));
      }
      below
          .getOrDefault(method.owner(), List.of())
          .forEach(it -> left.add(new Method(it, method.name(), method.type())));
    }
    return asked;
  }
}
