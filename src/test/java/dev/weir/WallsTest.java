package dev.weir;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The walls of ARCHITECTURE.md: levels look down only, and packages form no circle. */
class WallsTest {
  private static final String ROOT = "dev.weir";

  /** The roof over the kinds of a platform; each of its rooms is a package of its own here. */
  private static final String PLATFORM = "platform";

  /** Low to high. Within a level, packages know one another only along {@link #ARROWS}. */
  private static final List<Set<String>> LEVELS =
      List.of(
          Set.of("reference"),
          Set.of("resource", "manifest", "network", "failure"),
          Set.of("image", "imagestream"),
          Set.of("store", "blob", "remote", "client", "access", "controller", "http", "audit"),
          Set.of(
              "objects",
              "platform.core",
              "platform.apps",
              "platform.openshift",
              "platform.account",
              "platform.project",
              "platform.user",
              "imageapi",
              "platform.limit",
              "lookup",
              "streams",
              "platform.rbac",
              "importing",
              "platform.ownership",
              "pending",
              "trigger",
              "workload"),
          Set.of("registry", "apiserver", "oauth", "cli"),
          Set.of("server"),
          Set.of(""));

  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("manifest", Set.of("resource", "failure")),
          Map.entry("imagestream", Set.of("image")),
          Map.entry("access", Set.of("store")),
          Map.entry("audit", Set.of("access")),
          Map.entry("http", Set.of("access")),
          Map.entry("controller", Set.of("store", "client")),
          Map.entry("platform.core", Set.of("objects")),
          Map.entry("platform.apps", Set.of("objects", "platform.core")),
          Map.entry("platform.openshift", Set.of("objects", "platform.core")),
          Map.entry("platform.account", Set.of("objects", "platform.core", "platform.rbac")),
          Map.entry("platform.project", Set.of("objects", "platform.core", "platform.rbac")),
          Map.entry("platform.user", Set.of("objects")),
          Map.entry("imageapi", Set.of("objects", "platform.limit", "streams", "importing")),
          Map.entry("platform.limit", Set.of("objects", "platform.core")),
          Map.entry("lookup", Set.of("objects", "platform.openshift", "trigger", "workload")),
          Map.entry("streams", Set.of("objects", "platform.limit")),
          Map.entry("platform.ownership", Set.of("objects")),
          Map.entry("platform.rbac", Set.of("objects")),
          Map.entry("trigger", Set.of("objects", "workload")));

  private static final Set<String> UNBOUNDED =
      Set.of(
          "shortValue",
          "intValue",
          "longValue",
          "bigIntegerValue",
          "asShort",
          "asInt",
          "asLong",
          "asBigInteger",
          "asFloat",
          "asDouble",
          "asDecimal");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void everyPackageHasALevel() {
    Set<String> packages =
        CLASSES.stream()
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .map(WallsTest::packageOf)
            .collect(Collectors.toUnmodifiableSet());
    Set<String> known =
        LEVELS.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
    assertThat(packages).isSubsetOf(known);
  }

  @Test
  void importsOnlyLookDown() {
    ArchRuleDefinition.classes()
        .should(
            new ArchCondition<JavaClass>("import only lower levels") {
              @Override
              public void check(JavaClass from, ConditionEvents events) {
                for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                  JavaClass to = dependency.getTargetClass();
                  if (to.getPackageName().startsWith(ROOT) && !allowed(from, to)) {
                    events.add(violated(dependency, dependency.getDescription()));
                  }
                }
              }
            })
        .check(CLASSES);
  }

  private static boolean allowed(JavaClass from, JavaClass to) {
    String source = packageOf(from);
    String target = packageOf(to);
    return source.equals(target)
        || level(target) < level(source)
        || ARROWS.getOrDefault(source, Set.of()).contains(target);
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void doorsReachOthersOnlyThroughTheirClients() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage(ROOT + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            ROOT + ".store..",
            ROOT + ".blob..",
            ROOT + ".objects..",
            ROOT + ".imageapi..",
            ROOT + ".streams..",
            ROOT + ".http..")
        .check(CLASSES);
  }

  @Test
  void theDomainDoesNoInputOrOutput() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".reference..", ROOT + ".image..", ROOT + ".imagestream..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.nio.file..", "java.sql..", "org.eclipse.jetty..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, java.time.Clock.class, java.io.File.class)
        .check(CLASSES);
  }

  /** They throw where a document holds a larger number than fits, or none. */
  @Test
  void numbersOfDocumentsAreReadWithAnAnswerForThoseThatDoNotFit() {
    ArchRuleDefinition.noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".resource.Json")
        .should()
        .callMethodWhere(
            new DescribedPredicate<JavaMethodCall>("a number is read without a fallback") {
              @Override
              public boolean test(JavaMethodCall call) {
                return call.getTargetOwner().isAssignableTo(JsonNode.class)
                    && UNBOUNDED.contains(call.getName())
                    && call.getTarget().getRawParameterTypes().isEmpty();
              }
            })
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(
            CLASSES.stream()
                .filter(c -> !c.getPackageName().equals(ROOT))
                .filter(c -> !c.getPackage().isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName)
                .distinct())
        .isEmpty();
  }

  private static String packageOf(JavaClass type) {
    String below = type.getPackageName().substring(ROOT.length());
    if (below.isEmpty()) {
      return "";
    }
    String[] names = below.substring(1).split("\\.", -1);
    return names[0].equals(PLATFORM) && names.length > 1 ? names[0] + "." + names[1] : names[0];
  }

  private static int level(String name) {
    for (int i = 0; i < LEVELS.size(); i++) {
      if (LEVELS.get(i).contains(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("package " + name + " has no level");
  }
}
