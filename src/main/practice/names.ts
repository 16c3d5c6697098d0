/** An invented person: the name as it is written, and the sign-in name in plain letters. */
export interface Person {
  readonly name: string
  readonly login: string
}

/** Invented people whose names come in many scripts, lengths and directions. */
const PEOPLE: readonly Person[] = [
  { name: 'Anna Schäfer', login: 'anna.schaefer' },
  { name: 'Jane Okafor', login: 'jane' },
  { name: 'Łukasz Wójcik', login: 'lukasz.wojcik' },
  { name: 'João Pereira', login: 'joao.pereira' },
  { name: 'Олена Ковальчук', login: 'olena.kovalchuk' },
  { name: '王秀英', login: 'wang.xiuying' },
  { name: '佐藤 健一', login: 'kenichi.sato' },
  { name: 'محمد الأنصاري', login: 'm.alansari' },
  { name: 'Αλέξανδρος Παππάς', login: 'a.pappas' },
  { name: '김서연', login: 'seoyeon.kim' },
  { name: 'דניאל לוי', login: 'daniel.levi' },
  { name: 'अनन्या शर्मा', login: 'ananya.sharma' },
  { name: 'Nguyễn Thị Hương', login: 'huong.nguyen' },
  { name: 'Siobhán Ó Súilleabháin', login: 'siobhan' },
  { name: 'İpek Yıldız', login: 'ipek.yildiz' },
  { name: 'ธนพล ศรีสุข', login: 'thanaphon' },
  { name: 'Björg Guðmundsdóttir', login: 'bjorg' },
  { name: 'Димитър Петров', login: 'd.petrov' },
  { name: 'Zoë van den Berg', login: 'zoe.vandenberg' },
  { name: 'Ndidi Mbeki', login: 'ndidi' },
  { name: 'ანა ბერიძე', login: 'ana.beridze' },
  { name: 'Jiří Dvořáček', login: 'jiri.dvoracek' },
  { name: 'Mele Kaʻahumanu-Kealoha', login: 'mele' },
  { name: 'Chloé D’Arcy', login: 'chloe.darcy' },
  { name: '李', login: 'li' },
  { name: 'Wolfeschlegelsteinhausen Bergerdorff von und zu Hohenfels', login: 'wolf' },
]

/** What service users and service accounts are called, most useful first. */
const SERVICES: readonly string[] = [
  'ci-runner',
  'backup-nightly',
  'terraform',
  'grafana-scraper',
  'ansible-controller',
  'dns-sync',
  'log-shipper',
  'edge-gateway-oslo',
  'edge-gateway-lisbon',
  'inventory-export',
  'kiosk-fleet',
  'disaster-recovery',
  'media-ingest',
  'render-farm',
  'lab-sequencer-3',
  'nightly-compliance-report',
  'photo-archive',
  'billing-export',
  'snapshot-replicator',
  'zabbix',
  'warehouse-étl',
  'сканер-сети',
  'バックアップ補助',
  'helpdesk-bot',
]

/** The item at a place of a list that is repeated for ever, the rounds numbered from 2: `zabbix`, later `zabbix-2`. */
export function serviceName(index: number): string {
  const round = Math.floor(index / SERVICES.length)
  const name = SERVICES[index % SERVICES.length] ?? 'service'
  return round === 0 ? name : `${name}-${round + 1}`
}

/** The same for people; a person of a later round has the number in both names. */
export function personAt(index: number): Person {
  const round = Math.floor(index / PEOPLE.length)
  const person = PEOPLE[index % PEOPLE.length] ?? { name: 'Somebody', login: 'somebody' }
  return round === 0 ? person : { name: `${person.name} ${round + 1}`, login: `${person.login}${round + 1}` }
}
