export type FreeradiusConfig = {
  folder: string;
  /** Where it listens, and whom it listens to. */
  address: string;
  authPort: number;
  acctPort: number;
  coaPort: number;
  secret: string;
  eap: boolean;
  /** Statements for each CoA-Request and Disconnect-Request; acknowledged unless they say otherwise. */
  recvCoa?: string;
  /** It knows nobody itself, and asks this server about everybody. */
  proxyTo?: { authPort: number; acctPort: number };
};

/** All that a FreeRADIUS needs: nothing of what Debian puts into /etc is read. */
export const freeradiusConfig = (config: FreeradiusConfig): string => `
prefix = /usr
localstatedir = ${config.folder}
logdir = ${config.folder}/log
run_dir = ${config.folder}/run
confdir = ${config.folder}
libdir = /usr/lib/freeradius
pidfile = ${config.folder}/run/radiusd.pid
security {
  reject_delay = 0
  status_server = yes
}
proxy_requests = ${config.proxyTo ? "yes" : "no"}
client peer {
  ipaddr = ${config.address.includes(":") ? config.address : "127.0.0.0/8"}
  secret = ${config.secret}
  require_message_authenticator = ${config.proxyTo ? "no" : "yes"}
}
thread pool {
  start_servers = 2
  max_servers = 4
  min_spare_servers = 1
  max_spare_servers = 2
}
modules {
  expr {
  }
  pap {
  }
  chap {
  }
  mschap {
    use_mppe = yes
    require_encryption = no
    require_strong = no
  }
  files {
    usersfile = ${config.folder}/users
  }
  always ok {
    rcode = ok
  }
  always reject {
    rcode = reject
  }
  detail {
    filename = ${config.folder}/log/accounted
  }
  detail asked {
    filename = ${config.folder}/log/asked
  }
  ${config.eap ? eapModule(config.folder) : ""}
}
${config.proxyTo ? homeServers(config.secret, config.proxyTo) : ""}
server peer {
  ${listener("auth", config, config.authPort)}
  ${listener("acct", config, config.acctPort)}
  authorize {
    ${config.proxyTo ? proxied : `${methods(config.eap)}\n    files\n    pap`}
  }
  authenticate {
    ${authTypes(config.eap)}
  }
  preacct {
    ${config.proxyTo ? proxied : "ok"}
  }
  accounting {
    detail
  }
  pre-proxy {
    ${config.proxyTo ? signedIn("proxy-request") : "ok"}
  }
  post-auth {
    # This version signs its answers only when it is told to.
    ${signedIn("reply")}
    Post-Auth-Type REJECT {
      ${signedIn("reply")}
    }
  }
}
server inside {
  authorize {
    ${methods(config.eap)}
    files
    pap
  }
  authenticate {
    ${authTypes(config.eap)}
  }
}
server coa {
  ${listener("coa", config, config.coaPort)}
  recv-coa {
    asked
    ${config.recvCoa ?? ""}
    ok
  }
}
`;

const listener = (type: "auth" | "acct" | "coa", { address }: FreeradiusConfig, port: number): string => `listen {
    type = ${type}
    ipaddr = ${address}
    port = ${port}
  }`;

const methods = (eap: boolean): string => `chap
    mschap${eap ? "\n    eap" : ""}`;

const authTypes = (eap: boolean): string => `Auth-Type PAP {
      pap
    }
    Auth-Type CHAP {
      chap
    }
    Auth-Type MS-CHAP {
      mschap
    }
    ${eap ? "eap" : ""}`;

const signedIn = (list: "reply" | "proxy-request"): string => `update ${list} {
      Message-Authenticator := 0x00
    }`;

const proxied = `update control {
      Proxy-To-Realm := beacom
    }`;

const eapModule = (folder: string): string => `eap {
    default_eap_type = peap
    tls-config own {
      certificate_file = ${folder}/eap.pem
      private_key_file = ${folder}/eap.key
      ca_file = ${folder}/eap-authority.pem
      cipher_list = "DEFAULT"
      tls_min_version = "1.2"
      tls_max_version = "1.2"
    }
    md5 {
    }
    mschapv2 {
    }
    ttls {
      tls = own
      default_eap_type = md5
      virtual_server = inside
    }
    peap {
      tls = own
      default_eap_type = mschapv2
      virtual_server = inside
    }
  }`;

const homeServers = (secret: string, { authPort, acctPort }: { authPort: number; acctPort: number }): string => `
home_server beacom-auth {
  type = auth
  ipaddr = 127.0.0.1
  port = ${authPort}
  secret = ${secret}
  response_window = 3
  status_check = status-server
}
home_server beacom-acct {
  type = acct
  ipaddr = 127.0.0.1
  port = ${acctPort}
  secret = ${secret}
  response_window = 3
}
home_server_pool beacom-auth {
  home_server = beacom-auth
}
home_server_pool beacom-acct {
  home_server = beacom-acct
}
realm beacom {
  auth_pool = beacom-auth
  acct_pool = beacom-acct
  nostrip
}
`;
