package dev.weir.platform.account;

import dev.weir.access.ServiceAccount;
import dev.weir.client.Resources;
import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a namespace its service accounts and role bindings, and each account its token and registry
 * login (controllers-and-access.md 7.4, 7.6). The key is the namespace. What is as it should be is
 * not written; what users changed within their right stays.
 */
public final class AccountReconciler implements Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(AccountReconciler.class);
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  /** Longest part of an account's name in the names of its secrets. */
  private static final int LONGEST_BASE = 230;

  private static final int SUFFIX_LENGTH = 5;

  private final Resources resources;
  private final AccountSecrets secrets;
  private final Supplier<String> random;
  private final WorkQueue queue;

  AccountReconciler(
      Resources resources, AccountSecrets secrets, Supplier<String> random, WorkQueue queue) {
    this.resources = resources;
    this.secrets = secrets;
    this.random = random;
    this.queue = queue;
  }

  @Override
  public void reconcile(String namespace) {
    try {
      if (isActive(namespace)) {
        settleStarters(namespace);
        settleSecrets(namespace);
      }
    } catch (StatusException e) {
      if (e.status().code() == CONFLICT) {
        queue.add(namespace); // somebody else wrote meanwhile: look again
      } else if (isActive(namespace)) {
        throw e;
      }
    }
  }

  private boolean isActive(String namespace) {
    return find(Kinds.NAMESPACE, "", namespace)
        .filter(n -> NamespaceRest.phase(n.tree()).equals("Active"))
        .isPresent();
  }

  private Optional<ApiObject> find(ResourceKind kind, String namespace, String name) {
    try {
      return Optional.of(resources.get(kind, namespace, name));
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void settleStarters(String namespace) {
    for (String name : StarterObjects.ACCOUNTS) {
      if (find(Kinds.SERVICE_ACCOUNT, namespace, name).isEmpty()) {
        ApiObject _ =
            resources.create(Kinds.SERVICE_ACCOUNT, namespace, StarterObjects.account(name));
      }
    }
    for (ObjectNode binding : StarterObjects.bindings(namespace)) {
      if (find(Kinds.ROLE_BINDING, namespace, Meta.name(binding)).isEmpty()) {
        ApiObject _ = resources.create(Kinds.ROLE_BINDING, namespace, binding);
      }
    }
  }

  /** A namespace as it was read, accounts last: a secret whose account is missing then is old. */
  private final class Found {
    private final String namespace;
    private final Map<String, ApiObject> secretsByName = new TreeMap<>();
    private final Map<String, ObjectNode> accounts = new TreeMap<>();

    Found(String namespace) {
      this.namespace = namespace;
      list(Kinds.SECRET, secretsByName);
      Map<String, ApiObject> found = new HashMap<>();
      list(Kinds.SERVICE_ACCOUNT, found);
      found.forEach((name, account) -> accounts.put(name, account.tree()));
    }

    private void list(ResourceKind kind, Map<String, ApiObject> into) {
      resources
          .list(kind, namespace, Resources.Query.ALL)
          .items()
          .forEach(item -> into.put(Meta.name(item.tree()), item));
    }

    /** The account that a secret is for; empty if it is gone, or another of the same name. */
    Optional<ServiceAccount> accountOf(ObjectNode secret) {
      String uid = Meta.annotation(secret, AccountSecrets.ACCOUNT_UID);
      return Optional.ofNullable(accounts.get(Meta.annotation(secret, AccountSecrets.ACCOUNT_NAME)))
          .map(this::identity)
          .filter(account -> uid.isEmpty() || uid.equals(account.uid()));
    }

    ServiceAccount identity(ObjectNode account) {
      return new ServiceAccount(namespace, Meta.name(account), Meta.uid(account));
    }

    void keep(ApiObject secret) {
      secretsByName.put(Meta.name(secret.tree()), secret);
    }

    void delete(ApiObject secret) {
      ObjectNode _ = resources.delete(Kinds.SECRET, secret);
      secretsByName.remove(Meta.name(secret.tree()));
      LOG.info("secret={}/{} went with its account or its pair", namespace, name(secret));
    }
  }

  private static String name(ApiObject object) {
    return Meta.name(object.tree());
  }

  private void settleSecrets(String namespace) {
    Found found = new Found(namespace);
    for (ApiObject secret : List.copyOf(found.secretsByName.values())) {
      if (AccountSecrets.isToken(secret.tree())) {
        settleToken(found, secret);
      }
    }
    Map<String, String> tokenOfLogin = new TreeMap<>();
    Map<String, String> loginOfAccount = new HashMap<>();
    for (ApiObject secret : new TreeMap<>(found.secretsByName).values()) {
      if (AccountSecrets.isLogin(secret.tree()) && settleLogin(found, secret)) {
        tokenOfLogin.put(name(secret), Meta.annotation(secret.tree(), AccountSecrets.TOKEN_SECRET));
        loginOfAccount.putIfAbsent(
            Meta.annotation(secret.tree(), AccountSecrets.ACCOUNT_NAME), name(secret));
      }
    }
    dropLoneTokens(found, new HashSet<>(tokenOfLogin.values()));
    for (ObjectNode account : found.accounts.values()) {
      if (!Meta.of(account).has("deletionTimestamp")) {
        String login =
            loginOfAccount.computeIfAbsent(
                Meta.name(account), _ -> newPair(found, account, tokenOfLogin));
        link(found, account, login, tokenOfLogin.getOrDefault(login, ""));
      }
    }
  }

  private void settleToken(Found found, ApiObject secret) {
    Optional<ServiceAccount> account = found.accountOf(secret.tree());
    if (account.isEmpty()) {
      found.delete(secret);
    } else {
      ObjectNode filled = secrets.fillToken(secret.copy(), account.get());
      rewrite(found, secret, filled);
    }
  }

  /** True if the login stays. */
  private boolean settleLogin(Found found, ApiObject secret) {
    ApiObject token =
        found.secretsByName.get(Meta.annotation(secret.tree(), AccountSecrets.TOKEN_SECRET));
    if (token == null
        || !AccountSecrets.isToken(token.tree())
        || found.accountOf(secret.tree()).isEmpty()) {
      found.delete(secret);
      return false;
    }
    rewrite(found, secret, secrets.fillLogin(secret.copy(), token.tree()));
    return true;
  }

  private void rewrite(Found found, ApiObject secret, ObjectNode wanted) {
    if (!wanted.equals(secret.tree()) && !secret.tree().path("immutable").asBoolean(false)) {
      found.keep(resources.update(Kinds.SECRET, found.namespace, wanted));
    }
  }

  /** A token whose login is gone goes too; what users made stays. */
  private static void dropLoneTokens(Found found, Set<String> used) {
    for (ApiObject secret : List.copyOf(found.secretsByName.values())) {
      if (AccountSecrets.isOwnToken(secret.tree()) && !used.contains(name(secret))) {
        found.delete(secret);
      }
    }
  }

  private String newPair(Found found, ObjectNode account, Map<String, String> tokenOfLogin) {
    ServiceAccount identity = found.identity(account);
    String base = Meta.name(account);
    base = base.substring(0, Math.min(base.length(), LONGEST_BASE));
    ObjectNode token = secrets.newToken(identity, base + "-token-" + suffix());
    ApiObject kept = resources.create(Kinds.SECRET, found.namespace, token);
    found.keep(kept);
    ObjectNode login = secrets.newLogin(identity, base + "-dockercfg-" + suffix(), kept.tree());
    found.keep(resources.create(Kinds.SECRET, found.namespace, login));
    tokenOfLogin.put(Meta.name(login), Meta.name(token));
    return Meta.name(login);
  }

  private String suffix() {
    return random.get().substring(0, SUFFIX_LENGTH);
  }

  private void link(Found found, ObjectNode account, String login, String token) {
    ObjectNode changed = account.deepCopy();
    if (AccountLinks.link(changed, login, token, found.secretsByName.keySet())) {
      ApiObject _ = resources.update(Kinds.SERVICE_ACCOUNT, found.namespace, changed);
    }
  }
}
