export type FreeradiusConfig = {
  folder: string;
  authPort: number;
  acctPort: number;
  secret: string;
  workers: number;
  /** The queries that FreeRADIUS ships for PostgreSQL. */
  queries: string;
  database: string;
  /** A counter that each login is held against: what the user may use, what is told of the rest, and how the used is summed up. */
  counter?: { checkName: string; replyName: string; query: string };
};

/** All of it in one file: what a lean installation that authenticates and accounts through SQL would keep. */
export const freeradiusConfig = (options: FreeradiusConfig): string => `
prefix = /usr
localstatedir = ${options.folder}
logdir = ${options.folder}/log
run_dir = ${options.folder}/run
confdir = ${options.folder}
modconfdir = ${options.folder}
libdir = /usr/lib/freeradius
pidfile = ${options.folder}/run/radiusd.pid
max_request_time = 30
cleanup_delay = 5
max_requests = 16384
hostname_lookups = no
log {
  destination = files
  file = ${options.folder}/log/radius.log
  auth = no
}
security {
  max_attributes = 200
  reject_delay = 0
  status_server = no
}
proxy_requests = no
client bench {
  ipaddr = 127.0.0.1
  secret = ${options.secret}
}
thread pool {
  start_servers = ${options.workers}
  max_servers = ${options.workers}
  min_spare_servers = ${options.workers}
  max_spare_servers = ${options.workers}
  max_requests_per_server = 0
}
modules {
  expr {
  }
  pap {
    normalise = no
  }
  chap {
  }
  mschap {
    use_mppe = yes
    require_encryption = no
    require_strong = no
  }
  sql {
    dialect = postgresql
    driver = rlm_sql_postgresql
    radius_db = "${options.database}"
    acct_table1 = radacct
    acct_table2 = radacct
    postauth_table = radpostauth
    authcheck_table = radcheck
    authreply_table = radreply
    groupcheck_table = radgroupcheck
    groupreply_table = radgroupreply
    usergroup_table = radusergroup
    client_table = nas
    group_attribute = SQL-Group
    read_groups = no
    read_profiles = no
    read_clients = no
    pool {
      start = ${options.workers}
      min = ${options.workers}
      max = ${options.workers}
      spare = 0
      uses = 0
      lifetime = 0
      idle_timeout = 0
    }
    $INCLUDE ${options.queries}
  }
${options.counter ? counterModule(options.counter) : ""}}
instantiate {
  expr
}
server bench {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${options.authPort}
    recv_buff = 4194304
  }
  listen {
    type = acct
    ipaddr = 127.0.0.1
    port = ${options.acctPort}
    recv_buff = 4194304
  }
  authorize {
    chap
    mschap
    sql
${options.counter ? "    counter\n" : ""}    pap
  }
  authenticate {
    Auth-Type CHAP {
      chap
    }
    Auth-Type MS-CHAP {
      mschap
    }
    Auth-Type PAP {
      pap
    }
  }
  preacct {
    update request {
      &Acct-Unique-Session-Id := "%{md5:%{User-Name},%{Acct-Session-Id},%{NAS-IP-Address}}"
    }
  }
  accounting {
    sql
  }
}
`;

const counterModule = ({ checkName, replyName, query }: NonNullable<FreeradiusConfig["counter"]>): string => `\
  sqlcounter counter {
    sql_module_instance = sql
    dialect = postgresql
    counter_name = Octets-Used
    check_name = ${checkName}
    reply_name = ${replyName}
    key = User-Name
    reset = never
    query = "${query}"
  }
`;
